import type { StableRecord } from '../../harness/host/stable-store.ts'
import type { LoggedAction } from './action.ts'

/** What a guardian writes to its stable storage. */
export type Entry =
  /** The guardian begins its first life. */
  | { readonly type: 'created' }
  /** All objects, after this batch. */
  | {
      readonly type: 'checkpoint'
      /** Counts the subsystems that have been replaced, this one included. */
      readonly generation: number
      /** The one in force when it was written. */
      readonly inForce: number
      readonly version: string
      readonly batch: number
      readonly saved: Uint8Array
      /** Records that had been added to each file by then. */
      readonly appended: Appended
    }
  | Batch
  /** What comes after this batch, or belongs to a later generation, was aborted. */
  | { readonly type: 'restored'; readonly batch: number; readonly generation: number }
  /** The replacement of a subsystem has been committed. */
  | { readonly type: 'generation'; readonly generation: number }

export type Checkpoint = Extract<Entry, { type: 'checkpoint' }>
type Appended = Readonly<Record<string, number>>

/** Actions that commit together. At the guardian where they began it is the commit record; elsewhere they are prepared. */
export interface Batch {
  readonly type: 'batch'
  readonly number: number
  readonly actions: readonly LoggedAction[]
  readonly replies: readonly (readonly [id: number, reply: unknown])[]
  readonly appends: readonly (readonly [file: string, record: string])[]
}

/** What is in stable storage, without what was aborted. */
export interface StableState {
  readonly checkpoints: readonly Checkpoint[]
  readonly batches: readonly Batch[]
  readonly generation: number
}

export function readStableState(records: readonly StableRecord[]): StableState {
  let checkpoints: Checkpoint[] = []
  let batches: Batch[] = []
  let generation = 0
  for (const { content } of records) {
    const entry = content as Entry
    switch (entry.type) {
      case 'created':
        break
      case 'checkpoint':
        checkpoints.push(entry)
        generation = entry.inForce
        break
      case 'batch':
        batches.push(entry)
        break
      case 'restored':
        batches = batches.filter(({ number }) => number <= entry.batch)
        checkpoints = checkpoints.filter((checkpoint) => checkpoint.generation <= entry.generation)
        break
      case 'generation':
        generation = entry.generation
    }
  }
  return { checkpoints, batches, generation }
}

/** How much an entry adds to the log, in bytes, but for what all have in common. */
export function lengthOf(entry: Entry): number {
  if (entry.type !== 'batch') return 0
  return entry.actions.reduce((sum, { happenings }) => sum + lengthOfAll(happenings), 0)
}

function lengthOfAll(happenings: readonly Uint8Array[]): number {
  return happenings.reduce((sum, { length }) => sum + length, 0)
}

/** From where to go on, and what to do again, to be where a batch ended in a generation. */
export function findState(
  { checkpoints, batches }: StableState,
  batch: number,
  generation: number,
): { readonly checkpoint: Checkpoint | undefined; readonly batches: readonly Batch[] } {
  const checkpoint = checkpoints.findLast((each) => each.generation <= generation)
  return {
    checkpoint,
    batches: batches.filter(({ number }) => number > (checkpoint?.batch ?? 0) && number <= batch),
  }
}
