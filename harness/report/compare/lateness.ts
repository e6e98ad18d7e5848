import { testMoreOften } from '../../stats/fisher-exact.ts'
import { adjustHolm } from '../../stats/holm.ts'
import { nameCell, type CellTrials } from '../cells.ts'
import type { BehaviourChange } from './behaviour.ts'

/**
 * Cells that miss deadlines in more of their trials than before, or in fewer. A busy machine makes a reply late as well, so
 * one late trial is no change: it takes so many that chance seldom brings them (Fisher's exact test, Holm-adjusted).
 */
export function compareLateness(
  pairs: readonly { readonly before: CellTrials; readonly cell: CellTrials }[],
  level: number,
): BehaviourChange[] {
  const counts = pairs.map(({ before, cell }) => ({ cell, before: countLate(before), now: countLate(cell) }))
  const timed = counts.filter(({ before, now }) => before.events + now.events > 0)
  const worse = adjustHolm(timed.map(({ before, now }) => testMoreOften(before, now)))
  const better = adjustHolm(timed.map(({ before, now }) => testMoreOften(now, before)))
  return timed.flatMap(({ cell, before, now }, index) => {
    const isRegression = worse[index]! <= level
    if (!isRegression && better[index]! > level) return []
    const message = `deadlines missed in ${now.events} of ${now.of} trials (${before.events} of ${before.of} before)`
    return [{ cell: nameCell(cell), isRegression, message }]
  })
}

function countLate({ blocks }: CellTrials): { readonly events: number; readonly of: number } {
  const late = [...blocks.values()].filter(({ trial: { violations } }) => violations.observable.late > 0)
  return { events: late.length, of: blocks.size }
}
