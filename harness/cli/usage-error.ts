/** The command line asks for something that does not exist or cannot be. */
export class UsageError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = 'UsageError'
    this.code = code
  }
}

export interface Unmet {
  readonly code: string
  readonly expected: string
  readonly got: string
  /** The option or the file. */
  readonly where: string
  readonly next: string
}

export function unmet({ code, expected, got, where, next }: Unmet): UsageError {
  return new UsageError(code, `${where}: expected ${expected}, got ${got}. ${next}`)
}
