/** What the command line returns; 64 and 70 are those of sysexits.h. */
export const exitCodes = {
  good: 0,
  /** A violation of correctness, or a regression. */
  violation: 1,
  /** The verdict is unknown. */
  undecided: 2,
  nothingMeasured: 3,
  /** The command line asks for something that does not exist or cannot be. */
  usage: 64,
  internal: 70,
  /** 128 + SIGINT. What was measured is stored. */
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
