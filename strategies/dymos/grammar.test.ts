import { describe, expect, test } from 'vitest'
import { SyntaxProblem } from '../../harness/host/command-text.ts'
import { parseScript, type Command } from './grammar.ts'

const plain = ({ update, delete: deleted, init, when, withinSeconds }: Command): unknown => ({
  update: update.map(({ text }) => text),
  ...(deleted.length === 0 ? {} : { delete: deleted.map(({ text }) => text) }),
  ...(init.length === 0 ? {} : { init: init.map(({ text }) => text) }),
  ...(when.length === 0 ? {} : { when: when.map(({ text }) => text) }),
  ...(withinSeconds === undefined ? {} : { withinSeconds }),
})

test.each<[string, unknown[]]>([
  ['update A when X, Y, Z idle', [{ update: ['A'], when: ['X', 'Y', 'Z'] }]],
  ['update P, Q when X, Y idle within 10.0', [{ update: ['P', 'Q'], when: ['X', 'Y'], withinSeconds: 10 }]],
  ['update L1 delete L2 when L3 idle', [{ update: ['L1'], delete: ['L2'], when: ['L3'] }]],
  ['update fib.ts#lookup within 0.5', [{ update: ['fib.ts#lookup'], withinSeconds: 0.5 }]],
  [
    'update trie.ts init fib.ts#fib when trie.ts idle',
    [{ update: ['trie.ts'], init: ['fib.ts#fib'], when: ['trie.ts'] }],
  ],
  ['update A; update B when A idle;', [{ update: ['A'] }, { update: ['B'], when: ['A'] }]],
  ['// twice\n update A // now\n ; update B', [{ update: ['A'] }, { update: ['B'] }]],
  ['update "Trie.get size", "update"', [{ update: ['Trie.get size', 'update'] }]],
  ['update Table.[Symbol.iterator]', [{ update: ['Table.[Symbol.iterator]'] }]],
])('%s', (text, expected) => {
  expect(parseScript(text).map(plain)).toEqual(expected)
})

test('a name knows where it stands', () => {
  const [command] = parseScript('update A,\n B')
  expect(command!.update).toEqual([
    { text: 'A', at: 7 },
    { text: 'B', at: 11 },
  ])
})

describe('says what was expected, and where', () => {
  test.each<[string, string, string]>([
    ['', '^', 'expected `update`, got the end of the command'],
    ['replace A', '^^^^^^^', 'expected `update`, got `replace`'],
    ['update', '      ^', 'expected the name of a procedure or module, got the end of the command'],
    ['update A,', '         ^', 'expected the name of a procedure or module, got the end of the command'],
    [
      'update when',
      '       ^^^^',
      'expected the name of a procedure or module, got `when`; a procedure of that name goes in double quotes',
    ],
    ['update A B', '         ^', 'expected `,`, `delete`, `init`, `when`, `within`, `;` or the end, got `B`'],
    ['update A delete B C', '                  ^', 'expected `,`, `init`, `when`, `within`, `;` or the end, got `C`'],
    ['update A when B', '               ^', 'expected `,` or `idle`, got the end of the command'],
    ['update A when B busy', '                ^^^^', 'expected `,` or `idle`, got `busy`'],
    ['update A when B idle C', '                     ^', 'expected `within`, `;` or the end, got `C`'],
    ['update A within soon', '                ^^^^', 'expected a number of seconds above 0, got `soon`'],
    ['update A within 0', '                ^', 'expected a number of seconds above 0, got `0`'],
    ['update A within 3s', '                ^^', 'expected a number such as `10.0`, or a name, got `3s`'],
    ['update A within 3 B', '                  ^', 'expected `;` or the end, got `B`'],
    ['update A & B', '         ^', 'expected a name or a word of the language, got `&`'],
    ['update "A', '       ^', 'expected a `"` that ends the name, got the end of the line'],
    ['update A; ; update B', '          ^', 'expected `update`, got `;`'],
    ['update A when X idle delete B', '                     ^^^^^^', 'expected `within`, `;` or the end, got `delete`'],
  ])('%s', (text, caret, message) => {
    const problem = problemOf(text)
    expect(problem.message).toBe(message)
    expect(`${' '.repeat(problem.at)}${'^'.repeat(problem.length)}`).toBe(caret)
  })
})

test('any text is a script or a syntax problem, never another error', () => {
  const pieces = ['update', 'when', 'idle', ',', ';', 'A', '"', '10', '.5', '#', '&', ' ', '\n', '//', '\u{1F600}']
  for (let seed = 1; seed < 3000; seed++) {
    const text = Array.from(
      { length: 1 + (seed % 8) },
      (_, index) => pieces[(seed * (index + 7) * 31) % pieces.length],
    ).join(' ')
    try {
      parseScript(text)
    } catch (error) {
      expect(error).toBeInstanceOf(SyntaxProblem)
    }
  }
})

function problemOf(text: string): SyntaxProblem {
  try {
    parseScript(text)
  } catch (error) {
    if (error instanceof SyntaxProblem) return error
  }
  throw new Error(`${text} is a script`)
}
