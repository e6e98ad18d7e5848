import { askChild } from '../../child-message.ts'
import type { CallTimes, TimingOptions } from './time-calls.ts'

export interface SampleOrder extends TimingOptions {
  /** Absolute path of the module that exports `strategy`. */
  readonly strategyPath: string
}

/** What the process of a sample set sends when it is done. */
export type SampleMessage =
  | { readonly type: 'times'; readonly times: CallTimes }
  /** The linkage cannot run the fixture, and why. */
  | { readonly type: 'error'; readonly reason: string }

const usualMs = 20_000

/** Takes one sample set in a fresh process: what the optimiser has seen of one linkage must not help or harm another. */
export async function takeSampleSet(order: SampleOrder): Promise<CallTimes | { readonly reason: string }> {
  const answer = await askChild<SampleMessage>(new URL('sample-child.ts', import.meta.url), order, {
    what: 'the process of the sample set',
    limitMs: usualMs + 100 * order.timeMs,
  })
  return answer.type === 'times' ? answer.times : { reason: answer.reason }
}
