import type { ChildMessage } from './answer-parent.ts'
import { askChild } from './child-message.ts'
import { compileCache } from './compile-cache.ts'
import { describeTrial } from './describe-trial.ts'
import { besidesMs } from './host/windows.ts'
import { prepareTrial } from './prepare.ts'
import type { TrialRecord } from './store/record.ts'
import type { TrialPlan } from './trial-plan.ts'

export interface TrialProcessOptions {
  readonly signal?: AbortSignal
  /** After so long the process is killed, whatever it does; in ms. */
  readonly limitMs?: number
  /**
   * Keep the compiled harness from trial to trial: each starts in a fraction of the time, and so does whatever a strategy
   * starts. Not for figures.
   */
  readonly hurried?: boolean
}

/**
 * Runs a trial in a process of its own, so that a program that crashes or hangs takes nothing else with it: that comes
 * back as a failed trial.
 * @throws Error where the trial could not be run at all (a program outside the model, an unknown update)
 */
export async function runTrialProcess(plan: TrialPlan, options: TrialProcessOptions = {}): Promise<TrialRecord> {
  const { warmUpMs, capacityMs, beforeMs, horizonMs, limitMs, hangMs } = plan.windows
  const usualMs = warmUpMs + 2 * capacityMs + beforeMs + horizonMs + limitMs + hangMs
  const answer = await askChild<ChildMessage<TrialRecord>>(new URL('trial-child.ts', import.meta.url), plan, {
    what: "the trial's process",
    limitMs: options.limitMs ?? besidesMs + 10 * usualMs,
    signal: options.signal,
    env: options.hurried === true ? compileCache : {},
  })
  if (answer.type === 'record') return answer.record
  if (answer.type === 'error') throw Object.assign(new Error(answer.message), { name: answer.name })
  return describeTrial(plan, await prepareTrial(plan), undefined, answer.reason)
}
