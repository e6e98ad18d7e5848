import type { ChildMessage } from '../answer-parent.ts'
import { askChild } from '../child-message.ts'
import { besidesMs } from '../host/windows.ts'
import type { SoakRecord } from './record.ts'
import type { SoakProgress } from './run-soak.ts'
import { guessRoundMs, type SoakPlan } from './soak-plan.ts'

export interface SoakProcessOptions {
  readonly signal?: AbortSignal
  readonly note?: (progress: SoakProgress) => void
}

/** The process of a soak ended before it had anything to tell. */
export class SoakDied extends Error {
  readonly code = 'SOAK_DIED'
}

/**
 * Runs a soak in a process of its own.
 * @throws SoakDied where that breaks
 * @throws Error where the soak could not be run at all (a program outside the model, an unknown update)
 */
export async function runSoakProcess(plan: SoakPlan, { signal, note }: SoakProcessOptions = {}): Promise<SoakRecord> {
  const { windows } = plan.trial
  const longestMs = guessRoundMs(windows).allMs + windows.limitMs + windows.hangMs
  const answer = await askChild<ChildMessage<SoakRecord>, SoakProgress>(
    new URL('soak-child.ts', import.meta.url),
    plan,
    {
      what: "the soak's process",
      // The replies of all rounds are checked when all are over.
      limitMs: besidesMs + 5 * (plan.updates + 1) * longestMs,
      signal,
      note,
    },
  )
  if (answer.type === 'record') return answer.record
  if (answer.type === 'error') throw Object.assign(new Error(answer.message), { name: answer.name })
  throw new SoakDied(answer.reason)
}
