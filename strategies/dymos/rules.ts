import type { Update } from '../../harness/program/update.ts'
import type { Refusal } from '../contract.ts'
import { language } from './script.ts'

/** What Dymos would say to the command that does the whole update. */
export function assess(update: Update): readonly Refusal[] {
  const command = language.derive(update)
  if (command === undefined) return []
  const reading = language.read(command, update)
  if ('refusals' in reading) return reading.refusals
  throw new Error(`a command that Dymos derived is not in its own language: ${reading.problem.message}`)
}
