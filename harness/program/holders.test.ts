import { describe, expect, test } from 'vitest'
import { compile } from './fixtures/programs.ts'
import { findHolders } from './holders.ts'

const account = `
class Account { cents = 0; deposit(cents: number): void { this.cents += cents } }
const accounts = new Map<number, Account>()
function getAccount(key: number): Account { return accounts.get(key)! }
`

function holdersOf(source: string, type = 'Account'): string[] {
  const program = compile(`${account}${source}`)
  return [...findHolders(program, `main.ts#${type}`)].map((id) => id.replace('main.ts#', '')).toSorted()
}

const always = ['Account.constructor', 'Account.deposit', 'getAccount']

describe('who may have an object of a type in hand', () => {
  test.each<[string, string, readonly string[]]>([
    ['whoever it is returned to', 'function credit(): void { getAccount(1).deposit(1) }', ['credit']],
    ['whoever makes one', 'function open(): void { accounts.set(1, new Account()) }', ['open']],
    [
      'who passes it on without looking at it',
      'function pass(): void { use(getAccount(1)) } function use(a: Account): number { return a.cents }',
      ['pass', 'use'],
    ],
    [
      'one wrapped in another type',
      'interface Held { account: Account | undefined }\nfunction show(held: readonly Held[]): number { return held.length }',
      ['show'],
    ],
    [
      'one that is still to come',
      'async function later(): Promise<Account> { return getAccount(1) } async function wait(): Promise<void> { await later() }',
      ['later', 'wait'],
    ],
    [
      'where no result is written, its callers too',
      'function some() { return getAccount(1) } function any() { return some() } function last(): number { return any().cents }',
      ['any', 'last', 'some'],
    ],
  ])('%s', (_, source, holders) => {
    expect(holdersOf(source)).toEqual([...always, ...holders].toSorted())
  })

  test('a caller of theirs has nothing in hand where their results say so', () => {
    const source =
      'function credit(): number { return getAccount(1).cents } function serve(): number { return credit() }'
    expect(holdersOf(source)).toEqual([...always, 'credit'].toSorted())
  })

  test('an object of a type goes under its parent too, and is returned as `this`', () => {
    const source = `
class Savings extends Account { rate = 1; twice(): this { return this } }
function double(savings: unknown): void { (savings as Savings).twice() }
function other(): void {}
`
    const expected = [...always, 'Savings.constructor', 'Savings.twice', 'double']
    expect(holdersOf(source, 'Savings')).toEqual(expected.toSorted())
  })
})
