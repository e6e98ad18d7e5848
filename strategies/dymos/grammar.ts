import { CommandText, type Lexis, type Name } from '../../harness/host/command-text.ts'

/** One update command: what is to be done, in the names that the operator wrote. */
export interface Command {
  readonly update: readonly Name[]
  readonly delete: readonly Name[]
  /** Static data that are to be initialised anew. */
  readonly init: readonly Name[]
  readonly when: readonly Name[]
  readonly withinSeconds?: number
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
  return new Parser(new CommandText(text, lexis)).script()
}

type Kind = 'number' | 'comma' | 'semicolon'
type Keyword = 'update' | 'delete' | 'init' | 'when' | 'idle' | 'within'

const lexis: Lexis<Kind, Keyword> = {
  lexemes:
    /(?<blank>\s+|\/\/[^\n]*)|(?<quoted>"[^"\n]*")|(?<number>\d+(?:\.\d+)?(?![\w$.#]))|(?<name>[\p{L}_$][\p{L}\p{N}_$.#/[\]-]*)|(?<comma>,)|(?<semicolon>;)/uy,
  kinds: ['number', 'comma', 'semicolon'],
  keywords: ['update', 'delete', 'init', 'when', 'idle', 'within'],
  number: 'a number such as `10.0`, or a name',
  quotable: 'a procedure of that name',
}

class Parser {
  readonly #text: CommandText<Kind, Keyword>

  constructor(text: CommandText<Kind, Keyword>) {
    this.#text = text
  }

  script(): readonly Command[] {
    const commands = [this.#command()]
    while (this.#text.take('semicolon') !== undefined && this.#text.token.kind !== 'end') commands.push(this.#command())
    return commands
  }

  #command(): Command {
    if (!this.#text.takeWord('update')) throw this.#text.unexpected('`update`')
    const update = this.#names()
    const deleted = this.#text.takeWord('delete') ? this.#names() : []
    const init = this.#text.takeWord('init') ? this.#names('a static datum') : []
    const when = this.#text.takeWord('when') ? this.#names() : []
    if (when.length > 0 && !this.#text.takeWord('idle')) throw this.#text.unexpected('`,` or `idle`')
    const withinSeconds = this.#text.takeWord('within') ? this.#seconds() : undefined
    if (this.#text.token.kind !== 'end' && this.#text.token.kind !== 'semicolon') {
      throw this.#text.unexpected(this.#alternatives({ deleted, init, when, withinSeconds }))
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

  #names(what = 'a procedure or module'): Name[] {
    const names = [this.#text.takeName(what)]
    while (this.#text.take('comma') !== undefined) names.push(this.#text.takeName(what))
    return names
  }

  #seconds(): number {
    const token = this.#text.take('number')
    if (token === undefined || Number(token.text) === 0)
      throw this.#text.unexpected('a number of seconds above 0', token)
    return Number(token.text)
  }
}
