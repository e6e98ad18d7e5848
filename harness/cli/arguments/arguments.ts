import { unmet } from '../usage-error.ts'

/** The arguments of one command. What is not as expected is a usage error that names the option. */
export class Arguments {
  readonly positionals: readonly string[]
  readonly #given: Readonly<Record<string, readonly string[]>>
  readonly #flags: ReadonlySet<string>

  constructor(
    given: Readonly<Record<string, readonly string[]>>,
    flags: ReadonlySet<string>,
    positionals: readonly string[],
  ) {
    this.#given = given
    this.#flags = flags
    this.positionals = positionals
  }

  flag(name: string): boolean {
    return this.#flags.has(name)
  }

  text(name: string): string | undefined {
    return this.#given[name]?.[0]
  }

  /** @throws UsageError where it is missing */
  required(name: string): string {
    const text = this.text(name)
    if (text !== undefined) return text
    throw unmet({
      code: 'OPTION_MISSING',
      expected: 'a value',
      got: 'none',
      where: `--${name}`,
      next: `Add --${name}.`,
    })
  }

  /** Values given one by one or separated by commas; empty where there are none. */
  texts(name: string): readonly string[] {
    return (this.#given[name] ?? []).flatMap((text) => text.split(',')).map((text) => text.trim())
  }

  wholeNumber(
    name: string,
    { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
  ): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const value = Number(text)
    if (text.trim() !== '' && Number.isInteger(value) && value >= minimum && value <= maximum) return value
    throw unmet({
      code: 'NOT_A_NUMBER',
      expected: `a whole number from ${minimum} to ${maximum}`,
      got: `\`${text}\``,
      where: `--${name}`,
      next: `For example --${name} ${Math.max(minimum, 5)}.`,
    })
  }
}
