import type { UpdateMarks } from '../load/history.ts'
import type { Outcome } from '../store/record.ts'
import type { UpdateResult } from './messages.ts'

/** When the update was asked for, and how far the line was then. */
type Command = Pick<UpdateMarks, 'loadMs' | 'commandMs' | 'commandNext'>

/** The moments of an update as the history keeps them. */
export function markUpdate({ loadMs, commandMs, commandNext }: Command, result: UpdateResult | undefined): UpdateMarks {
  const { completedMs, completedNext, withdrawnMs, withdrawnNext } = result ?? {}
  return {
    loadMs,
    commandMs,
    commandNext,
    ...(result?.inForce !== 'new' || completedMs === undefined || completedNext === undefined
      ? {}
      : { completedMs, completedNext }),
    ...(withdrawnMs === undefined || withdrawnNext === undefined ? {} : { withdrawnMs, withdrawnNext }),
  }
}

/** The outcome by which replies are judged: an update that could not be taken back whole leaves some of each version. */
export function judgedOutcome(result: UpdateResult | undefined): Outcome {
  if (result === undefined) return 'none'
  return result.inForce === 'mixed' ? 'failed' : result.outcome
}
