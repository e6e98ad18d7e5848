import { isDeepStrictEqual } from 'node:util'
import type { Metrics, Role, Trial, TrialRecord } from '../store/record.ts'
import { getNormalBand, measureRecovery } from './recovery.ts'
import type { Recovery } from './recovery.ts'
import { compareThroughput } from './throughput.ts'
import type { Throughput } from './throughput.ts'

/** The figures that need the controls of a trial's block. */
type BlockFigures = Recovery &
  Throughput &
  Pick<Metrics, 'serviceGapOverControlMs' | 'steadyStateRatio' | 'updatedSteadyStateRatio' | keyof MemoryRatios>

/**
 * Fills in what only the block as a whole can tell, for the trials whose controls are among the records; the rest of
 * these figures is null. It may be called again when more trials of the block are there.
 */
export function completeBlock(
  records: readonly TrialRecord[],
  { horizonMs }: { readonly horizonMs: number },
): TrialRecord[] {
  return records.map((record) => ({
    ...record,
    metrics: { ...record.metrics, ...compareWithControls(record, records, horizonMs) },
  }))
}

function compareWithControls(record: TrialRecord, records: readonly TrialRecord[], horizonMs: number): BlockFigures {
  const direct = findControl(record, 'direct', records)
  const memory = compareMemory(record.metrics, direct?.metrics)
  if (record.role === 'direct' || record.role === 'fresh') return { ...nothingToCompare, ...memory }
  const unchanged = findControl(record, 'null', records)
  const fresh = record.role === 'strategy' ? findControl(record, 'fresh', records) : undefined
  return {
    ...(unchanged === undefined ? nothingToCompare : compareWithNull(record, unchanged, fresh, horizonMs)),
    steadyStateRatio: divide(record.metrics.capacityBefore, direct?.metrics.capacityBefore),
    updatedSteadyStateRatio:
      record.outcome === 'completed' ? divide(record.metrics.capacityAfter, fresh?.metrics.capacityAfter) : null,
    ...memory,
  }
}

const nothingToCompare: BlockFigures = {
  serviceGapOverControlMs: null,
  efficiency: null,
  updateWindowEfficiency: null,
  steadyStateRatio: null,
  updatedSteadyStateRatio: null,
  depth: null,
  lostWork: null,
  recoveryMs: null,
  recoveryCensored: false,
  heapRatio: null,
  settledHeapRatio: null,
  residentRatio: null,
}

type MemoryRatios = Pick<Metrics, 'heapRatio' | 'settledHeapRatio' | 'residentRatio'>

function compareMemory(own: Metrics, direct: Metrics | undefined): MemoryRatios {
  return {
    heapRatio: divide(own.heapPeakBytes, direct?.heapPeakBytes),
    settledHeapRatio: divide(own.heapSettledBytes, direct?.heapSettledBytes),
    residentRatio: divide(own.residentBytes, direct?.residentBytes),
  }
}

/** The new version may be slower or faster by itself, so its own pace is as normal after the update as the old one's. */
function compareWithNull(
  record: TrialRecord,
  unchanged: TrialRecord,
  fresh: TrialRecord | undefined,
  horizonMs: number,
): BlockFigures {
  const band = getNormalBand([unchanged.rates, ...(fresh === undefined ? [] : [fresh.rates])], horizonMs)
  return {
    ...nothingToCompare,
    ...compareThroughput(record.rates, unchanged.rates, horizonMs, record.metrics),
    ...(band === undefined ? {} : measureRecovery(record.rates, band, horizonMs)),
    serviceGapOverControlMs: record.metrics.serviceGapMs - unchanged.metrics.serviceGapMs,
  }
}

/** The null update that a trial is compared with, among the records of its block. */
export function findNullUpdate<T extends Trial>(record: T, records: readonly T[]): T | undefined {
  return findControl(record, 'null', records)
}

/** A control of the same block, program and load. Those that end as they began can serve several updates. */
function findControl<T extends Trial>(record: T, role: Role, records: readonly T[]): T | undefined {
  const candidates = groupByRole(records).get(getRoleKey(role, record)) ?? []
  const controls = candidates.filter((candidate) => isAlike(candidate, record))
  const sameUpdate = controls.find(({ update }) => update === record.update)
  return sameUpdate ?? (role === 'fresh' ? undefined : controls.find(({ from }) => from === record.from))
}

/** Every trial of a block asks for several of the others, and a block of a large matrix has hundreds. */
const grouped = new WeakMap<readonly Trial[], ReadonlyMap<string, readonly Trial[]>>()

function groupByRole<T extends Trial>(records: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = grouped.get(records) ?? Map.groupBy(records, (record) => getRoleKey(record.role, record))
  grouped.set(records, groups)
  return groups as ReadonlyMap<string, readonly T[]>
}

/** All strategies have the same speed limit; the other controls are each strategy's own. */
function getRoleKey(role: Role, { strategy }: Trial): string {
  return role === 'direct' ? role : `${role}\0${strategy}`
}

function isAlike(control: Trial, record: Trial): boolean {
  return (
    control.block === record.block &&
    control.workload === record.workload &&
    control.load.mode === record.load.mode &&
    control.load.share === record.load.share &&
    control.load.arrivals === record.load.arrivals &&
    isDeepStrictEqual(control.parameters, record.parameters)
  )
}

/** A capacity of 0 was not measured. */
function divide(dividend: number, divisor: number | undefined): number | null {
  return divisor !== undefined && divisor > 0 && dividend > 0 ? dividend / divisor : null
}
