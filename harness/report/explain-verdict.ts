import { getRateBound } from '../stats/rate-bound.ts'
import type { RunSummary } from './run-summary.ts'

/** Sentences that say what a verdict rests on. */
export function explainVerdict(summary: RunSummary): string {
  switch (summary.verdict) {
    case 'valid':
      return summary.outcome === 'refused'
        ? 'Nothing was touched: the program runs on as it was.'
        : explainValid(summary)
    case 'invalid':
      return explainInvalid(summary)
    case 'unknown':
      return 'No violation was seen, but not everything could be checked: see the reason and the warnings.'
  }
}

function explainValid({ n, violations, leftInQueue = 0 }: RunSummary): string {
  const bound = (getRateBound(n) * 100).toFixed(0)
  const trials = n === 1 ? 'in the one trial' : `in all of ${n} trials`
  const inside =
    violations.internal === undefined
      ? 'Calls inside the program were not checked, for want of a trace.'
      : 'The traced run shows nothing wrong inside either.'
  const handedOut =
    leftInQueue === 0 ? '' : ` that was handed out (${leftInQueue.toLocaleString('en')} were left in the queue)`
  return `Every request${handedOut} was answered once, rightly and in order ${trials}. ${inside} With n = ${n}, up to ${bound} % of such trials could still show one (95 % confidence).`
}

function explainInvalid({ violations: { total, observable, internal } }: RunSummary): string {
  const kinds = Object.entries({ ...observable, ...internal }).filter(([, count]) => count > 0)
  return `${total} ${total === 1 ? 'violation' : 'violations'}: ${kinds.map(([kind, count]) => `${count} ${kind}`).join(', ')}.`
}
