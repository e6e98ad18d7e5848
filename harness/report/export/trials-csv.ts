import { stringify } from 'csv-stringify/sync'
import { countTrials, type AssembledSet } from '../../store/assembled-set.ts'
import type { Trial } from '../../store/record.ts'

/** One row for each timed trial of every role, with every metric; empty where it was not measured. */
export function toTrialsCsv(set: AssembledSet): string {
  const counting = new Set(countTrials(set).trials)
  const timed = set.trials.filter(({ traced }) => traced !== true)
  const rows = timed.map((trial) => toFields(trial, !counting.has(trial)))
  const header = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return stringify([header, ...rows.map((row) => header.map((name) => row[name] ?? ''))])
}

type Fields = Readonly<Record<string, string | number>>

function toFields(record: Trial, isVoid: boolean): Fields {
  const { id, workload, update, from, to, changes, strategy, role, forced, block, position, seed } = record
  const { startedAt, outcome, verdict, violations, load, effort, environment } = record
  return {
    id,
    workload,
    update,
    from,
    to,
    changes: changes.join(' '),
    strategy,
    role,
    forced: String(forced),
    block,
    position,
    seed,
    started_at: startedAt,
    outcome,
    verdict,
    void: String(isVoid),
    violations: violations.total,
    left_in_queue: record.leftInQueue ?? 0,
    ...flatten('load', load),
    ...flatten('', record.metrics),
    ...flatten('effort', effort),
    ...flatten('environment', environment),
  }
}

/** `latency.during.p99` becomes `latency_during_p99`, `updateMs` `update_ms`. */
function flatten(prefix: string, value: unknown): Fields {
  if (Array.isArray(value)) return { [prefix]: value.join(' ') }
  if (typeof value === 'object' && value !== null)
    return Object.assign({}, ...Object.entries(value).map(([key, part]) => flatten(join(prefix, key), part))) as Fields
  if (value === null) return { [prefix]: '' }
  return { [prefix]: typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value) }
}

function join(prefix: string, key: string): string {
  const name = key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return prefix === '' ? name : `${prefix}_${name}`
}
