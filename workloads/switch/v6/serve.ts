import type { Reply, Report, Request } from '../protocol.ts'
import { issue, reportVerifications, revoke, verify } from './cards.ts'
import { listLookups } from './counters.ts'
import { assign, inspect, release, translate } from './directory.ts'

export function serve(request: Request): Reply | Promise<Reply> {
  switch (request.kind) {
    case 'lookup':
      return translate(request.code, request.line, request.minute)
    case 'card':
      return verify(request)
    case 'assign':
      return assign(request.code, request.line, request.primary, request.alternate, request.share, request.carrier)
    case 'release':
      return release(request.code, request.line)
    case 'inspect':
      return inspect(request.code, request.line)
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
