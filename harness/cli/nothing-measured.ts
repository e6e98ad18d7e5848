/** The command was right, but there is nothing to show for it. */
export class NothingMeasured extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = 'NothingMeasured'
    this.code = code
  }
}
