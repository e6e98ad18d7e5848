import { describe, expect, test } from 'vitest'
import { SyntaxProblem } from '../../harness/host/command-text.ts'
import { parseScript, type Command, type PortName } from './grammar.ts'

const port = ({ instance, port: { text } }: PortName): string => `${instance.text}.${text}`

function plain(command: Command): string {
  switch (command.verb) {
    case 'create':
      return `create ${command.instance.text} of ${command.of.text}`
    case 'delete':
      return `delete ${command.instance.text}`
    case 'copy':
      return `copy ${command.from.text} to ${command.to.text}`
    case 'link':
      return `link ${port(command.exit)} to ${port(command.entry)}`
    case 'unlink':
      return `unlink ${port(command.exit)} from ${port(command.entry)}`
  }
}

test.each<[string, string[]]>([
  ['create ledger2 of ledger', ['create ledger2 of ledger']],
  ['delete ledger; copy a to b;', ['delete ledger', 'copy a to b']],
  ['link tellers.debit to ledger-2.debit', ['link tellers.debit to ledger-2.debit']],
  ['unlink north . accept [ 2 ] from south.accept', ['unlink north.accept[2] from south.accept']],
  ['// now\ndelete a // and then\n;delete b', ['delete a', 'delete b']],
  ['delete "of"; link "to".x to "a b".y', ['delete of', 'link to.x to a b.y']],
])('%s', (text, expected) => {
  expect(parseScript(text).map(plain)).toEqual(expected)
})

describe('says what was expected, and where', () => {
  test.each<[string, string, string]>([
    ['', '^', 'expected `create`, `delete`, `copy`, `link` or `unlink`, got the end of the command'],
    ['replace a', '^^^^^^^', 'expected `create`, `delete`, `copy`, `link` or `unlink`, got `replace`'],
    ['create a', '        ^', 'expected `of`, got the end of the command'],
    ['create a of', '           ^', 'expected the name of a task module, got the end of the command'],
    [
      'delete link',
      '       ^^^^',
      'expected the name of an instance, got `link`; a task module of that name goes in double quotes',
    ],
    ['link a to b', '       ^^', 'expected `.` and the name of a port, got `to`'],
    ['link a.x from b.y', '         ^^^^', 'expected `to`, got `from`'],
    ['unlink a.x to b.y', '           ^^', 'expected `from`, got `to`'],
    ['link a.x[y] to b.x', '         ^', 'expected the number of a port, got `y`'],
    ['link a.x[1 to b.x', '           ^^', 'expected `]`, got `to`'],
    ['link a.x[0] to b.x', '         ^^', 'expected a name, or the number of a port such as `[2]`, got `0]`'],
    ['copy a to b c', '            ^', 'expected `;` or the end, got `c`'],
    ['delete a & b', '         ^', 'expected a name or a word of the language, got `&`'],
    ['delete "a', '       ^', 'expected a `"` that ends the name, got the end of the line'],
  ])('%s', (text, caret, message) => {
    const problem = problemOf(text)
    expect(problem.message).toBe(message)
    expect(`${' '.repeat(problem.at)}${'^'.repeat(problem.length)}`).toBe(caret)
  })
})

function problemOf(text: string): SyntaxProblem {
  try {
    parseScript(text)
  } catch (error) {
    if (error instanceof SyntaxProblem) return error
  }
  throw new Error(`${text} is a script`)
}
