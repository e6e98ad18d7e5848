import { fork } from 'node:child_process'
import { describeTrial } from './describe-trial.ts'
import { prepareTrial } from './prepare.ts'
import type { TrialRecord } from './store/record.ts'
import type { TrialPlan } from './trial-plan.ts'

/** What the trial's process sends when it is done. */
export type TrialMessage =
  | { readonly type: 'record'; readonly record: TrialRecord }
  | { readonly type: 'error'; readonly name: string; readonly message: string }

export interface TrialProcessOptions {
  readonly signal?: AbortSignal
  /** After so long the process is killed, whatever it does; in ms. */
  readonly limitMs?: number
}

/**
 * Runs a trial in a process of its own, so that a program that crashes or hangs takes nothing else with it: that comes
 * back as a failed trial.
 * @throws Error where the trial could not be run at all (a program outside the model, an unknown update)
 */
export async function runTrialProcess(plan: TrialPlan, options: TrialProcessOptions = {}): Promise<TrialRecord> {
  const { warmUpMs, capacityMs, beforeMs, horizonMs, limitMs, hangMs } = plan.windows
  const usualMs = warmUpMs + 2 * capacityMs + beforeMs + horizonMs + limitMs + hangMs
  const answer = await awaitMessage(plan, options, options.limitMs ?? 60_000 + 10 * usualMs)
  if (answer.type === 'record') return answer.record
  if (answer.type === 'error') throw Object.assign(new Error(answer.message), { name: answer.name })
  return describeTrial(plan, await prepareTrial(plan), undefined, answer.reason)
}

type Ending = TrialMessage | { readonly type: 'died'; readonly reason: string }

function awaitMessage(plan: TrialPlan, { signal }: TrialProcessOptions, limitMs: number): Promise<Ending> {
  return new Promise((resolve) => {
    const child = fork(new URL('trial-child.ts', import.meta.url), {
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      ...(signal === undefined ? {} : { signal }),
    })
    let ending: Ending | undefined
    const timer = setTimeout(() => {
      ending ??= { type: 'died', reason: `the trial's process did not end within ${Math.round(limitMs / 1000)} s` }
      child.kill('SIGKILL')
    }, limitMs)
    const finish = (how: Ending): void => {
      clearTimeout(timer)
      resolve(how)
    }
    child.once('message', (message) => {
      ending = message as TrialMessage
    })
    child.once('error', (error) => {
      ending ??= { type: 'died', reason: `the trial's process failed: ${error.message}` }
      // One that could not be started does not end either.
      if (child.pid === undefined) finish(ending)
    })
    // Not before it is gone: its last work would disturb the next trial.
    child.once('exit', (code, killedBy) => {
      const reason = `the trial's process ended with ${killedBy === null ? `code ${code}` : killedBy}`
      finish(ending ?? { type: 'died', reason })
    })
    child.send(plan)
  })
}
