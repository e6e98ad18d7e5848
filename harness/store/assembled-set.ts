import { assembleTrials } from '../measure/assemble.ts'
import type { StoredSet } from './read-set.ts'
import type { Trial, TrialRecord } from './record.ts'
import { dropVoids, type VoidBlock } from './voids.ts'

/** A set whose trials have the figures that only their blocks tell, as far as these count. */
export interface AssembledSet<T extends Trial = Trial> extends Omit<StoredSet, 'records'> {
  /** Those that count are assembled; traced runs, and those of void blocks, are as they were stored. */
  readonly trials: readonly T[]
}

/** In the order of the plan, as the set has them. */
export function assembleSet({ plan, records, problems }: StoredSet): AssembledSet<TrialRecord> {
  const counting = assembleTrials(dropVoids(plan, records).records, plan.settings.windows)
  const assembled = new Map(counting.map((trial) => [trial.id, trial]))
  return { plan, trials: records.map((record) => assembled.get(record.id) ?? record), problems }
}

interface Counted<T> {
  /** Timed trials that no rule of the plan makes void. */
  readonly trials: readonly T[]
  readonly voids: readonly VoidBlock[]
}

/** A set is asked for them again and again, and it is large. */
const counted = new WeakMap<readonly Trial[], Counted<Trial>>()

/** What of a set counts, and what does not. */
export function countTrials<T extends Trial>({ plan, trials }: AssembledSet<T>): Counted<T> {
  const known = counted.get(trials) ?? separate(plan, trials)
  counted.set(trials, known)
  return known as Counted<T>
}

function separate(plan: AssembledSet['plan'], trials: readonly Trial[]): Counted<Trial> {
  const { records, voids } = dropVoids(plan, trials)
  return { trials: records.filter(({ traced }) => traced !== true), voids }
}
