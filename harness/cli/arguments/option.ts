/** An option of a command, as its help shows it. */
export type Option =
  | { readonly kind: 'flag'; readonly summary: string }
  | {
      /** `text` is given once; `texts` several times, or separated by commas. */
      readonly kind: 'text' | 'texts'
      /** What stands for the value in the help: `NAME`. */
      readonly value: string
      readonly summary: string
      readonly default?: string
      readonly required?: boolean
    }

export type Options = Readonly<Record<string, Option>>
