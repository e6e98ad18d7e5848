import type { SoakRecord } from '../../soak/record.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import { getRunExitCode } from '../run/run-exit-code.ts'

/** As of a run; but where updates are missing that were asked for, nobody knows what they would have shown. Growth is a figure, and no violation. */
export function getSoakExitCode({ outcome, verdict, rounds, updates }: SoakRecord): ExitCode {
  const code = getRunExitCode([{ outcome, verdict }])
  return code === exitCodes.good && rounds.length <= updates ? exitCodes.undecided : code
}
