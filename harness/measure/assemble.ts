import { completeBlock } from './block.ts'
import type { TrialRecord } from '../store/record.ts'
import { addTrace } from './trace.ts'

/**
 * Timed trials as they can be told once all is there: figures that need the block's controls filled in, and violations
 * that only the traced run shows added. Traced runs themselves, which are no measurement, are left out.
 */
export function assembleTrials(
  records: readonly TrialRecord[],
  options: { readonly horizonMs: number },
): TrialRecord[] {
  const traces = Map.groupBy(
    records.filter(({ traced }) => traced === true),
    getUpdateKey,
  )
  const timed = records.filter(({ traced }) => traced !== true)
  const blocks = Map.groupBy(timed, ({ workload, block }) => `${workload}\0${block}`)
  const completed = [...blocks.values()].flatMap((block) => completeBlock(block, options))
  const byId = new Map(completed.map((record) => [record.id, addTrace(record, traces.get(getUpdateKey(record))?.[0])]))
  return timed.map((record) => byId.get(record.id) ?? record)
}

/** In a sweep each point is traced for itself. */
function getUpdateKey({ workload, update, strategy, forced, parameters }: TrialRecord): string {
  return [workload, update, strategy, forced, JSON.stringify(parameters)].join('\0')
}
