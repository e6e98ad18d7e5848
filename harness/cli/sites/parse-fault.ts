import type { Fault, PlannedFault } from '../../host/faults.ts'
import { unknownName } from '../nearest.ts'
import { unmet, type UsageError } from '../usage-error.ts'

interface Kind {
  readonly usage: string
  readonly example: string
  /** Undefined where a field is not as expected. */
  read(fields: readonly string[]): Fault | undefined
}

const kinds: Readonly<Record<Fault['kind'], Kind>> = {
  crash: {
    usage: 'crash:SITE@T',
    example: 'crash:standby@300ms',
    read: ([site, ...rest]) => (site === undefined || rest.length > 0 ? undefined : { kind: 'crash', site }),
  },
  lose: {
    usage: 'lose:FROM:TO:N@T',
    example: 'lose:tellers:ledger:2@300ms',
    read([from, to, number, ...rest]) {
      const letters = /^[1-9]\d*$/.test(number ?? '') ? Number(number) : undefined
      if (from === undefined || to === undefined || letters === undefined || rest.length > 0) return undefined
      return { kind: 'lose', from, to, letters }
    },
  },
  delay: {
    usage: 'delay:FROM:TO:D:FOR@T',
    example: 'delay:tellers:ledger:2ms:100ms@300ms',
    read([from, to, each, total, ...rest]) {
      const [ms, forMs] = [readMs(each), readMs(total)]
      if (from === undefined || to === undefined || ms === undefined || forMs === undefined || rest.length > 0)
        return undefined
      return { kind: 'delay', from, to, ms, forMs }
    },
  },
  partition: {
    usage: 'partition:A:B:FOR@T',
    example: 'partition:tellers:ledger:100ms@300ms',
    read([a, b, total, ...rest]) {
      const forMs = readMs(total)
      if (a === undefined || b === undefined || forMs === undefined || rest.length > 0) return undefined
      return { kind: 'partition', between: [a, b], forMs }
    },
  },
  slow: {
    usage: 'slow:SITE:D:FOR@T',
    example: 'slow:ledger:2ms:100ms@300ms',
    read([site, each, total, ...rest]) {
      const [ms, forMs] = [readMs(each), readMs(total)]
      if (site === undefined || ms === undefined || forMs === undefined || rest.length > 0) return undefined
      return { kind: 'slow', site, ms, forMs }
    },
  },
  suspend: {
    usage: 'suspend:SITE:FOR@T',
    example: 'suspend:ledger:100ms@300ms',
    read([site, total, ...rest]) {
      const forMs = readMs(total)
      return site === undefined || forMs === undefined || rest.length > 0 ? undefined : { kind: 'suspend', site, forMs }
    },
  },
}

/**
 * A fault as it is written on the command line: `crash:SITE@300ms`, `partition:A:B:100ms@update+5ms` …
 * @throws UsageError
 */
export function parseFault(text: string): PlannedFault {
  const [what = '', moment, ...rest] = text.split('@')
  const [name = '', ...fields] = what.split(':')
  const kind = Object.hasOwn(kinds, name) ? kinds[name as Fault['kind']] : undefined
  if (kind === undefined) throw unknownName('--fault', 'kind of fault', name, Object.keys(kinds))
  const fault = fields.includes('') ? undefined : kind.read(fields)
  const at = moment === undefined || rest.length > 0 ? undefined : readMoment(moment)
  if (fault === undefined || at === undefined) throw malformed(text, kind)
  return { ...at, fault }
}

function readMoment(text: string): Omit<PlannedFault, 'fault'> | undefined {
  const [, update, time] = /^(update\+)?(.+)$/.exec(text) ?? []
  const atMs = readMs(time)
  if (atMs === undefined) return undefined
  return update === undefined ? { atMs } : { atMs, after: 'update' }
}

/** `5ms`, `0.5s` */
function readMs(text = ''): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(text) ?? []
  if (number === undefined) return undefined
  return Number(number) * (unit === 's' ? 1000 : 1)
}

function malformed(text: string, { usage, example }: Kind): UsageError {
  return unmet({
    code: 'FAULT_SYNTAX',
    expected: `${usage}, times in ms or s`,
    got: `\`${text}\``,
    where: '--fault',
    next: `For example --fault ${example}, or …@update+5ms for so long after the update was asked for.`,
  })
}
