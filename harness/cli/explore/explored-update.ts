import type { Expectation } from '../../../strategies/contract.ts'
import type { Variation } from '../../explore/space.ts'
import type { ExplorationReport } from '../../explore/report.ts'

/** What was explored, and what came of it. */
export interface ExploredUpdate {
  readonly strategy: string
  readonly workload: string
  /** How the two are given on a command line: the name, or the path of what is not registered. */
  readonly given: { readonly strategy: string; readonly workload: string }
  readonly update: string
  readonly seed: number
  /** Another order of what happens at nearly the same time; 0 is the usual one. */
  readonly schedule: number
  readonly variation: Variation
  readonly parameters: Readonly<Record<string, number>>
  readonly requests: number
  readonly forced: boolean
  /** What an operator said to the strategy. */
  readonly command?: string
  /** What the strategy claims, or what its deviations say is found instead. */
  readonly expected: Expectation | 'starves'
  /** Points explored in a second of one thread's time. */
  readonly pointsPerSecond: number
  readonly busyMs: number
  /** Why it was not explored: the change and the rule. */
  readonly refused?: string
  /** Why it could not be explored. */
  readonly error?: string
  readonly report?: ExplorationReport
}

/** Whether something was found that neither the claims nor the deviations of the strategy say. */
export function isFinding({ forced, expected, variation, error, report }: ExploredUpdate): boolean {
  if (error !== undefined) return true
  if (report === undefined) return false
  const isBad = report.violated + report.failed + report.broken > 0
  // Nobody claims that nothing is lost with a site or a letter.
  if (variation.kind !== 'command')
    return isBad && Object.keys(report.byKind).some((kind) => !expectedOfFaults.has(kind))
  if (expected === 'violates' && !forced) return false
  return isBad || (report.stalled > 0 && expected === 'completes')
}

/** What a site had in hand when it crashed, or what was in a letter, cannot be answered. */
const expectedOfFaults: ReadonlySet<string> = new Set(['lost', 'errored'])
