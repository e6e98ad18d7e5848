import { isDeepStrictEqual } from 'node:util'
import type { TrialRecord, Verdict, Violations, Warning } from '../store/record.ts'

/**
 * A timed trial with what the traced run of the same update showed of the calls inside the program. Doing it twice
 * changes nothing.
 */
export function addTrace(record: TrialRecord, trace: TrialRecord | undefined): TrialRecord {
  if (trace === undefined || !isTraceable(record)) return record
  const warnings = [...record.warnings.filter(({ code }) => !code.startsWith('trace-')), ...warn(record, trace)]
  if (trace.violations.internal === undefined) return { ...record, warnings }
  const violations = combine(record.violations, trace.violations)
  return { ...record, violations, verdict: judge(record.verdict, violations), warnings }
}

/** The trace among `records` that belongs to a timed trial. */
export function findTrace(record: TrialRecord, records: readonly TrialRecord[]): TrialRecord | undefined {
  return isTraceable(record) ? records.find((other) => other.traced === true && isSameUpdate(other, record)) : undefined
}

/** Controls are not traced; nor is an update that was refused, as nothing ran. */
function isTraceable({ role, outcome, traced }: TrialRecord): boolean {
  return role === 'strategy' && outcome !== 'refused' && traced !== true
}

function isSameUpdate(a: TrialRecord, b: TrialRecord): boolean {
  return (
    a.workload === b.workload &&
    a.update === b.update &&
    a.strategy === b.strategy &&
    a.forced === b.forced &&
    isDeepStrictEqual(a.parameters, b.parameters)
  )
}

function combine(own: Violations, trace: Violations): Violations {
  const internal = trace.internal ?? own.internal ?? ({} as NonNullable<Violations['internal']>)
  const isInternal = ({ kind }: Violations['examples'][number]): boolean => kind in internal
  return {
    total: sum(own.observable) + sum(internal),
    observable: own.observable,
    internal,
    examples: [...own.examples.filter((example) => !isInternal(example)), ...trace.examples.filter(isInternal)],
  }
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, n) => total + n, 0)
}

/** More was looked at than when the verdict was given, so that it can only get worse. */
function judge(verdict: Verdict, { total }: Violations): Verdict {
  return total > 0 ? 'invalid' : verdict
}

function warn(record: TrialRecord, trace: TrialRecord): Warning[] {
  if (trace.violations.internal === undefined) {
    return [
      {
        code: 'trace-missing',
        message: `The traced run gave no trace${trace.reason === undefined ? '' : ` (${trace.reason})`}, so calls inside the program were not checked.`,
        remedy: 'Give it less to do: a smaller --param, or a lower --load.',
      },
    ]
  }
  if (trace.outcome === record.outcome) return []
  return [
    {
      code: 'trace-differs',
      message: `The traced run ended differently: ${trace.outcome}${trace.reason === undefined ? '' : ` (${trace.reason})`}, not ${record.outcome}.`,
      remedy: 'Internal violations are those of the traced run. Try more trials or another --seed.',
    },
  ]
}
