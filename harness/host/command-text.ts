/** A name, and where it stands in the text. */
export interface Name {
  readonly text: string
  readonly at: number
}

/** The text is not in the language: what was expected instead, and where. */
export class SyntaxProblem extends Error {
  readonly at: number
  readonly length: number

  constructor(message: string, at: number, length: number) {
    super(message)
    this.name = 'SyntaxProblem'
    this.at = at
    this.length = length
  }
}

/** The words of an operator's language. */
export interface Lexis<Kind extends string, Keyword extends string> {
  /**
   * Sticky. Each group names the kind of token that it matches: `blank` is passed over, `quoted` is a name in double quotes,
   * and a `name` that is a keyword is one.
   */
  readonly lexemes: RegExp
  readonly kinds: readonly Kind[]
  readonly keywords: readonly Keyword[]
  /** What is expected where something begins with a digit and is no number. */
  readonly number: string
  /** What goes in double quotes: `a procedure of that name`. */
  readonly quotable: string
}

export interface Token<Kind extends string> {
  readonly kind: Kind | 'name' | 'keyword' | 'end'
  readonly text: string
  readonly at: number
  readonly length: number
}

/** An operator's text, taken token by token. */
export class CommandText<Kind extends string, Keyword extends string> {
  readonly #lexis: Lexis<Kind, Keyword>
  readonly #tokens: readonly Token<Kind>[]
  #next = 0

  /** @throws SyntaxProblem where something is no word of the language */
  constructor(text: string, lexis: Lexis<Kind, Keyword>) {
    this.#lexis = lexis
    this.#tokens = scan(text, lexis)
  }

  /** What comes next. */
  get token(): Token<Kind> {
    return this.#tokens[this.#next]!
  }

  /** The next token, if it is of the kind: then it is taken. */
  take(kind: Kind | 'name'): Token<Kind> | undefined {
    const { token } = this
    if (token.kind !== kind) return undefined
    this.#next++
    return token
  }

  takeWord(word: Keyword): boolean {
    const isThere = this.token.kind === 'keyword' && this.token.text === word
    if (isThere) this.#next++
    return isThere
  }

  /**
   * @param what with its article: `a procedure`
   * @throws SyntaxProblem
   */
  takeName(what: string): Name {
    const token = this.take('name')
    if (token === undefined) throw this.unexpected(`the name of ${what}`)
    return { text: token.text, at: token.at }
  }

  unexpected(expected: string, { kind, text, at, length }: Token<Kind> = this.token): SyntaxProblem {
    const got = kind === 'end' ? 'the end of the command' : `\`${text}\``
    const hint =
      kind === 'keyword' && expected.startsWith('the name') ? `; ${this.#lexis.quotable} goes in double quotes` : ''
    return new SyntaxProblem(`expected ${expected}, got ${got}${hint}`, at, length)
  }
}

function scan<Kind extends string>(text: string, lexis: Lexis<Kind, string>): Token<Kind>[] {
  const { lexemes } = lexis
  const tokens: Token<Kind>[] = []
  for (lexemes.lastIndex = 0; lexemes.lastIndex < text.length;) {
    const at = lexemes.lastIndex
    const groups = lexemes.exec(text)?.groups
    if (groups === undefined) throw unreadable(text, at, lexis)
    if (groups['blank'] === undefined) tokens.push(readToken(groups, at, lexemes.lastIndex - at, lexis))
  }
  const end = text.trimEnd().length
  return [...tokens, { kind: 'end', text: '', at: end, length: 1 }]
}

function readToken<Kind extends string>(
  groups: Readonly<Record<string, string | undefined>>,
  at: number,
  length: number,
  { kinds, keywords }: Lexis<Kind, string>,
): Token<Kind> {
  const { quoted, name } = groups
  if (quoted !== undefined) return { kind: 'name', text: quoted.slice(1, -1), at, length }
  if (name !== undefined) return { kind: keywords.includes(name) ? 'keyword' : 'name', text: name, at, length }
  const kind = kinds.find((candidate) => groups[candidate] !== undefined)
  if (kind === undefined) throw new Error(`a lexeme is of none of the kinds ${kinds.join()}`)
  return { kind, text: groups[kind] ?? '', at, length }
}

function unreadable(text: string, at: number, { number }: Lexis<string, string>): SyntaxProblem {
  if (text[at] === '"') return new SyntaxProblem('expected a `"` that ends the name, got the end of the line', at, 1)
  const [rest = '', first = ''] = /^(\S)\S*/u.exec(text.slice(at)) ?? []
  return /^\d/.test(rest)
    ? new SyntaxProblem(`expected ${number}, got \`${rest}\``, at, rest.length)
    : new SyntaxProblem(`expected a name or a word of the language, got \`${first}\``, at, 1)
}
