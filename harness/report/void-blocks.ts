import type { TrialRecord } from '../store/record.ts'

/** A block that does not count, as a rule fixed in the plan found a trial of it void. */
export interface VoidBlock {
  readonly workload: string
  readonly update: string
  readonly block: number
  /** Each once: which trial, and by which rule. */
  readonly reasons: readonly string[]
}

/** One void trial voids its whole block: what the others of it measured has lost its pair. */
export function excludeVoidBlocks(records: readonly TrialRecord[]): {
  readonly records: readonly TrialRecord[]
  readonly voided: readonly VoidBlock[]
} {
  const blocks = Map.groupBy(
    records.filter((record) => describeVoid(record) !== undefined),
    getBlockKey,
  )
  if (blocks.size === 0) return { records, voided: [] }
  return {
    records: records.filter((record) => !blocks.has(getBlockKey(record))),
    voided: [...blocks.values()].map((trials) => ({
      workload: trials[0]!.workload,
      update: trials[0]!.update,
      block: trials[0]!.block,
      reasons: [...new Set(trials.map((trial) => `${nameTrial(trial)}: ${describeVoid(trial)}`))],
    })),
  }
}

function getBlockKey({ workload, update, block }: TrialRecord): string {
  return [workload, update, block].join('\0')
}

function nameTrial({ strategy, role }: TrialRecord): string {
  return role === 'strategy' ? strategy : `${strategy} (${role})`
}

/** Why a trial is void, in words; undefined where it is not. Read without trust in its form, as records outlive versions. */
function describeVoid(record: TrialRecord): string | undefined {
  const { void: reason } = record as { readonly void?: unknown }
  return describeReason(reason)
}

function describeReason(reason: unknown): string | undefined {
  if (reason === undefined || reason === null || reason === false) return undefined
  if (typeof reason === 'string') return reason
  if (typeof reason !== 'object') return 'void'
  const parts = Object.values(reason).flatMap((part: unknown) => describeReason(part) ?? [])
  // An empty list of reasons is none; anything else was meant to be one.
  if (parts.length === 0) return Array.isArray(reason) ? undefined : 'void'
  return parts.join(Array.isArray(reason) ? '; ' : ': ')
}
