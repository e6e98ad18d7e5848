import type { Verdict, Violations } from '../store/record.ts'

/** All that a verdict depends on. */
export interface Evidence {
  readonly violations: Violations
  /** Requests of the trial, but for those left in the queue. */
  readonly requests: number
  /** Requests that were never handed out, because the program was too slow for its load. */
  readonly left: number
  /** Replies that the checker did not compare, because its time was up. */
  readonly unchecked: number
  /** How the trial itself ended early, if it did, so that its history is incomplete: `the site's thread ran out of memory`. */
  readonly died?: string | undefined
}

export interface Judgement {
  readonly verdict: Verdict
  /** Sentences for the reader of the table's footnote. */
  readonly explanation: string
}

/** One violation makes a trial invalid, however little of it was seen; none makes it valid only if all was seen. */
export function judge(evidence: Evidence): Judgement {
  if (evidence.violations.total > 0) return { verdict: 'invalid', explanation: explainInvalid(evidence) }
  const gaps = listGaps(evidence)
  if (gaps.length > 0) return { verdict: 'unknown', explanation: `No violation was seen, but ${gaps.join('; and ')}.` }
  return { verdict: 'valid', explanation: explainValid(evidence) }
}

function explainInvalid({ violations }: Evidence): string {
  const kinds = Object.entries({ ...violations.observable, ...violations.internal })
    .filter(([, n]) => n > 0)
    .map(([kind, n]) => `${n} ${kind}`)
  const first = violations.examples[0]
  const example = first === undefined ? '' : ` The first ${first.kind}: ${first.explanation}`
  return `${violations.total} ${violations.total === 1 ? 'violation' : 'violations'}: ${kinds.join(', ')}.${example}`
}

function listGaps({ unchecked, requests, died }: Evidence): string[] {
  const gaps: string[] = []
  if (died !== undefined) gaps.push(`the trial died, so its history is incomplete: ${died}`)
  if (unchecked > 0)
    gaps.push(`the checker's time was up with ${unchecked} replies of ${requests} requests not compared: allow it more`)
  if (requests === 0) gaps.push('there was no request to check')
  return gaps
}

function explainValid({ violations, requests, left }: Evidence): string {
  const inside =
    violations.internal === undefined
      ? 'No run was traced, so calls inside it were not checked'
      : 'So is the traced run'
  const handedOut = left === 0 ? '' : ` that were handed out (${left} were left in the queue)`
  return `All ${requests} requests${handedOut} were answered once, in time and rightly. ${inside}.`
}
