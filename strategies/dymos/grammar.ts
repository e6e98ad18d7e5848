/** One update command: what is to be done, in the names that the operator wrote. */
export interface Command {
  readonly update: readonly Name[]
  readonly delete: readonly Name[]
  /** Static data that are to be initialised anew. */
  readonly init: readonly Name[]
  readonly when: readonly Name[]
  readonly withinSeconds?: number
}

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

/**
 * Parses a script:
 *
 *     script   = command { ";" command } [ ";" ]
 *     command  = "update" names [ "delete" names ] [ "init" names ] [ "when" names "idle" ] [ "within" seconds ]
 *     names    = name { "," name }
 *     name     = letters, digits and _ $ . # / [ ] - , not beginning with a digit, and no word of the language;
 *                or anything in double quotes
 *     seconds  = digits [ "." digits ]
 *
 * `//` begins a comment, which ends with the line.
 * @throws SyntaxProblem
 */
export function parseScript(text: string): readonly Command[] {
  return new Parser(scan(text)).script()
}

const keywords = ['update', 'delete', 'init', 'when', 'idle', 'within'] as const
type Keyword = (typeof keywords)[number]

interface Token {
  readonly kind: 'keyword' | 'name' | 'number' | 'comma' | 'semicolon' | 'end'
  readonly text: string
  readonly at: number
  readonly length: number
}

const lexemes =
  /(?<blank>\s+|\/\/[^\n]*)|(?<quoted>"[^"\n]*")|(?<number>\d+(?:\.\d+)?(?![\w$.#]))|(?<word>[\p{L}_$][\p{L}\p{N}_$.#/[\]-]*)|(?<comma>,)|(?<semicolon>;)/uy

function scan(text: string): Token[] {
  const tokens: Token[] = []
  for (lexemes.lastIndex = 0; lexemes.lastIndex < text.length;) {
    const at = lexemes.lastIndex
    const groups = lexemes.exec(text)?.groups
    if (groups === undefined) throw unreadable(text, at)
    if (groups['blank'] === undefined) tokens.push(readToken(groups, at, lexemes.lastIndex - at))
  }
  const end = text.trimEnd().length
  return [...tokens, { kind: 'end', text: '', at: end, length: 1 }]
}

function readToken(groups: Readonly<Record<string, string | undefined>>, at: number, length: number): Token {
  const { quoted, number, word, comma } = groups
  if (quoted !== undefined) return { kind: 'name', text: quoted.slice(1, -1), at, length }
  if (number !== undefined) return { kind: 'number', text: number, at, length }
  if (word !== undefined) return { kind: isKeyword(word) ? 'keyword' : 'name', text: word, at, length }
  return comma === undefined ? { kind: 'semicolon', text: ';', at, length } : { kind: 'comma', text: ',', at, length }
}

function unreadable(text: string, at: number): SyntaxProblem {
  if (text[at] === '"') return new SyntaxProblem('expected a `"` that ends the name, got the end of the line', at, 1)
  const [rest = '', first = ''] = /^(\S)\S*/u.exec(text.slice(at)) ?? []
  return /^\d/.test(rest)
    ? new SyntaxProblem(`expected a number such as \`10.0\`, or a name, got \`${rest}\``, at, rest.length)
    : new SyntaxProblem(`expected a name or a word of the language, got \`${first}\``, at, 1)
}

class Parser {
  readonly #tokens: readonly Token[]
  #next = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  script(): readonly Command[] {
    const commands = [this.#command()]
    while (this.#take('semicolon') !== undefined && this.#token.kind !== 'end') commands.push(this.#command())
    return commands
  }

  #command(): Command {
    if (!this.#takeWord('update')) throw this.#unexpected('`update`')
    const update = this.#names()
    const deleted = this.#takeWord('delete') ? this.#names() : []
    const init = this.#takeWord('init') ? this.#names('static datum') : []
    const when = this.#takeWord('when') ? this.#names() : []
    if (when.length > 0 && !this.#takeWord('idle')) throw this.#unexpected('`,` or `idle`')
    const withinSeconds = this.#takeWord('within') ? this.#seconds() : undefined
    if (this.#token.kind !== 'end' && this.#token.kind !== 'semicolon') {
      throw this.#unexpected(this.#alternatives({ deleted, init, when, withinSeconds }))
    }
    return { update, delete: deleted, init, when, ...(withinSeconds === undefined ? {} : { withinSeconds }) }
  }

  /** What may stand after what there is. */
  #alternatives({ deleted, init, when, withinSeconds }: Record<string, unknown>): string {
    const given = (list: unknown): boolean => Array.isArray(list) && list.length > 0
    const level = withinSeconds !== undefined ? 4 : given(when) ? 3 : given(init) ? 2 : given(deleted) ? 1 : 0
    const words = ['`,`', '`delete`', '`init`', '`when`', '`within`']
    const continued = level < 3 ? ['`,`'] : []
    return [...continued, ...words.slice(level + 1), '`;`', 'the end'].join(', ').replace(/, ([^,]+)$/, ' or $1')
  }

  #names(what = 'procedure or module'): Name[] {
    const names = [this.#name(what)]
    while (this.#take('comma') !== undefined) names.push(this.#name(what))
    return names
  }

  #name(what: string): Name {
    const token = this.#take('name')
    if (token === undefined) throw this.#unexpected(`the name of a ${what}`)
    return { text: token.text, at: token.at }
  }

  #seconds(): number {
    const token = this.#take('number')
    if (token === undefined || Number(token.text) === 0) throw this.#unexpected('a number of seconds above 0', token)
    return Number(token.text)
  }

  get #token(): Token {
    return this.#tokens[this.#next]!
  }

  #take(kind: Token['kind']): Token | undefined {
    const token = this.#token
    if (token.kind !== kind || kind === 'end') return undefined
    this.#next++
    return token
  }

  #takeWord(word: Keyword): boolean {
    const isThere = this.#token.kind === 'keyword' && this.#token.text === word
    if (isThere) this.#next++
    return isThere
  }

  #unexpected(expected: string, { kind, text, at, length }: Token = this.#token): SyntaxProblem {
    const got = kind === 'end' ? 'the end of the command' : `\`${text}\``
    const hint =
      kind === 'keyword' && expected.startsWith('the name') ? '; a procedure of that name goes in double quotes' : ''
    return new SyntaxProblem(`expected ${expected}, got ${got}${hint}`, at, length)
  }
}

function isKeyword(word: string): word is Keyword {
  return keywords.some((keyword) => keyword === word)
}
