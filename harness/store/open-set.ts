import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from './make-folder.ts'
import { listPlanDifferences } from './plan-differences.ts'
import { readResultSet, type SetProblem } from './read-set.ts'
import type { TrialRecord } from './record.ts'
import { takeLock } from './set-lock.ts'
import { pointLatest, validateSetName } from './set-name.ts'
import { readSetPlan, writeSetPlan, type SetPlan } from './set-plan.ts'
import { StoreError } from './store-error.ts'
import { openTrialFile } from './trial-file.ts'

export interface SetLocation {
  /** Folder with all result sets. */
  readonly results: string
  readonly name: string
  /** Part of the set whose trials are run here; a file of its own. */
  readonly shard: string
}

/** A result set that is open for more trials. */
export interface OpenSet {
  readonly folder: string
  /** Trials that are there already, of all shards. */
  readonly records: readonly TrialRecord[]
  readonly problems: readonly SetProblem[]
  /** What was repaired, for the reader. */
  readonly repairs: readonly string[]
  /** On the disk when it returns. */
  append(...records: readonly TrialRecord[]): void
  close(): void
}

/**
 * Creates a result set, or opens it again to go on where it stopped. With its first trial it becomes the latest.
 * @throws StoreError if the set holds another plan, or another process works on it
 */
export function openResultSet({ results, name, shard }: SetLocation, plan: SetPlan): OpenSet {
  const folder = join(results, validateSetName(name))
  makeFolder(join(folder, 'trials'))
  const giveBack = takeLock(join(folder, 'trials', `${shard}.lock`))
  try {
    keepPlan(folder, plan)
    const file = openTrialFile(join(folder, 'trials', `${shard}.jsonl`))
    const { records, problems } = readResultSet(folder)
    const becomeLatest = once(() => pointLatest(results, name))
    if (records.length > 0) becomeLatest()
    const append = (...added: readonly TrialRecord[]): void => {
      if (added.length === 0) return
      file.append(...added)
      becomeLatest()
    }
    const close = once(() => {
      file.close()
      giveBack()
    })
    return { folder, records, problems, repairs: file.repairs, append, close }
  } catch (error) {
    giveBack()
    throw error
  }
}

function keepPlan(folder: string, plan: SetPlan): void {
  if (!existsSync(join(folder, 'plan.json'))) return writeSetPlan(folder, plan)
  const stored = readSetPlan(folder)
  const differences = listPlanDifferences(stored, plan)
  if (differences.length === 0) return
  throw new StoreError(
    'SET_OTHER_PLAN',
    `expected ${folder} to hold the plan asked for (${plan.hash}), got ${stored.hash}, with other ${differences.join('; ')}. ` +
      'Give another name with --set, or delete the folder.',
  )
}

/** Does it the first time; a second one might close what has been given to others meanwhile. */
function once(act: () => void): () => void {
  let isDone = false
  return () => {
    if (!isDone) act()
    isDone = true
  }
}
