import type { Reply, Report, Request } from '../protocol.ts'
import { issue, reportVerifications, revoke, verify } from './cards.ts'
import { listLookups } from './counters.ts'
import { assign, inspect, refuse, release, reject, translate, vacantRecord } from './directory.ts'

/** Toll-free numbers have one code: what is looked up are the seven digits behind it. */
const tollFree = 800

export function serve(request: Request): Reply | Promise<Reply> {
  switch (request.kind) {
    case 'lookup':
      return request.code === tollFree ? translate(request.line, request.minute) : reject()
    case 'card':
      return verify(request)
    case 'assign':
      return request.code === tollFree
        ? assign(request.line, request.primary, request.alternate, request.share, request.carrier)
        : refuse()
    case 'release':
      return request.code === tollFree ? release(request.line) : refuse()
    case 'inspect':
      return request.code === tollFree ? inspect(request.line) : vacantRecord()
    case 'issue':
      return issue(request.account, request.pin)
    case 'revoke':
      return revoke(request.account)
    case 'report':
      return report()
  }
}

async function report(): Promise<Report> {
  const lookups = listLookups()
  return { kind: 'report', lookups, verifications: await reportVerifications() }
}
