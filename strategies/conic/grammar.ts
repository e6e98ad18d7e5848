import { CommandText, type Lexis, type Name } from '../../harness/host/command-text.ts'

/** One command of the configuration language, in the names that the operator wrote. */
export type Command = { readonly at: number } & (
  | { readonly verb: 'create'; readonly instance: Name; readonly of: Name }
  | { readonly verb: 'delete'; readonly instance: Name }
  /** The state of one instance becomes that of another. */
  | { readonly verb: 'copy'; readonly from: Name; readonly to: Name }
  | { readonly verb: 'link' | 'unlink'; readonly exit: PortName; readonly entry: PortName }
)

/** A port of an instance: `tellers.transfer`, or `relay.accept[2]` of a family. */
export interface PortName {
  readonly instance: Name
  readonly port: Name
}

/**
 * Parses a script of the configuration language:
 *
 *     script   = command { ";" command } [ ";" ]
 *     command  = "create" instance "of" type | "delete" instance | "copy" instance "to" instance
 *              | "link" port "to" port | "unlink" port "from" port
 *     port     = instance "." name [ "[" number "]" ]
 *     instance, type, name = letters, digits and _ $ - , not beginning with a digit, and no word of the language;
 *                            or anything in double quotes
 *
 * `//` begins a comment, which ends with the line.
 * @throws SyntaxProblem
 */
export function parseScript(text: string): readonly Command[] {
  return new Parser(new CommandText(text, lexis)).script()
}

type Kind = 'number' | 'dot' | 'open' | 'close' | 'semicolon'
type Keyword = 'create' | 'of' | 'delete' | 'copy' | 'link' | 'unlink' | 'to' | 'from'

const lexis: Lexis<Kind, Keyword> = {
  lexemes:
    /(?<blank>\s+|\/\/[^\n]*)|(?<quoted>"[^"\n]*")|(?<number>[1-9]\d*(?![\w$]))|(?<name>[\p{L}_$][\p{L}\p{N}_$-]*)|(?<dot>\.)|(?<open>\[)|(?<close>\])|(?<semicolon>;)/uy,
  kinds: ['number', 'dot', 'open', 'close', 'semicolon'],
  keywords: ['create', 'of', 'delete', 'copy', 'link', 'unlink', 'to', 'from'],
  number: 'a name, or the number of a port such as `[2]`',
  quotable: 'a task module of that name',
}

class Parser {
  readonly #text: CommandText<Kind, Keyword>

  constructor(text: CommandText<Kind, Keyword>) {
    this.#text = text
  }

  script(): readonly Command[] {
    const commands = [this.#command()]
    while (this.#text.take('semicolon') !== undefined && this.#text.token.kind !== 'end') commands.push(this.#command())
    if (this.#text.token.kind !== 'end') throw this.#text.unexpected('`;` or the end')
    return commands
  }

  #command(): Command {
    const { at } = this.#text.token
    if (this.#text.takeWord('create')) return { at, verb: 'create', ...this.#creation() }
    if (this.#text.takeWord('delete')) return { at, verb: 'delete', instance: this.#instance() }
    if (this.#text.takeWord('copy')) return { at, verb: 'copy', ...this.#copying() }
    if (this.#text.takeWord('link')) return { at, verb: 'link', ...this.#ports('to') }
    if (this.#text.takeWord('unlink')) return { at, verb: 'unlink', ...this.#ports('from') }
    throw this.#text.unexpected('`create`, `delete`, `copy`, `link` or `unlink`')
  }

  #creation(): { instance: Name; of: Name } {
    const instance = this.#instance()
    this.#expect('of')
    return { instance, of: this.#text.takeName('a task module') }
  }

  #copying(): { from: Name; to: Name } {
    const from = this.#instance()
    this.#expect('to')
    return { from, to: this.#instance() }
  }

  #ports(between: 'to' | 'from'): { exit: PortName; entry: PortName } {
    const exit = this.#port()
    this.#expect(between)
    return { exit, entry: this.#port() }
  }

  #port(): PortName {
    const instance = this.#instance()
    if (this.#text.take('dot') === undefined) throw this.#text.unexpected('`.` and the name of a port')
    const { text, at } = this.#text.takeName('a port')
    return { instance, port: { text: `${text}${this.#number()}`, at } }
  }

  #number(): string {
    if (this.#text.take('open') === undefined) return ''
    const number = this.#text.take('number')
    if (number === undefined) throw this.#text.unexpected('the number of a port')
    if (this.#text.take('close') === undefined) throw this.#text.unexpected('`]`')
    return `[${number.text}]`
  }

  #instance(): Name {
    return this.#text.takeName('an instance')
  }

  #expect(word: Keyword): void {
    if (!this.#text.takeWord(word)) throw this.#text.unexpected(`\`${word}\``)
  }
}
