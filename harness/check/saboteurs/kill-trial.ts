import { strategy as podus } from '../../../strategies/podus/index.ts'
import type { Strategy } from '../../../strategies/contract.ts'

/** Takes the whole process of the trial along. */
export const strategy: Strategy = {
  ...podus,
  name: 'kill-trial',
  control() {
    process.kill(process.pid, 'SIGKILL')
    return new Promise(() => undefined)
  },
}
