import { describe, expect, test } from 'vitest'
import { workload as pair } from '../../harness/host/fixtures/pair/index.ts'
import { compileUpdate } from '../../harness/prepare.ts'
import type { Update } from '../../harness/program/update.ts'
import type { Workload } from '../../workloads/contract.ts'
import { workloads } from '../../workloads/registry.ts'
import { language } from './script.ts'
import type { Reconfiguration } from './steps.ts'

function compile(workload: Workload, name: string): Update {
  const declaration = workload.updates.find((update) => update.name === name)!
  return compileUpdate(workload, declaration)
}

const double = compile(pair, 'double')
const directAmount = compile(pair, 'direct-amount')
const retry = compile(workloads.mail, 'retry')
const comparator = compile(workloads.sort, 'comparator')

describe('the script that follows from the differences', () => {
  test('replaces the task in which something differs, and links it as it was', () => {
    expect(language.derive(double)?.split(';\n')).toEqual([
      'create store2 of store',
      'unlink front.add from store.add',
      'copy store to store2',
      'delete store',
      'link front.add to store2.add',
    ])
  })

  test('replaces both ends of a port whose type changes', () => {
    const script = language.derive(directAmount)!
    expect(script).toContain('create front2 of front')
    expect(script).toContain('link front2.add to store2.add')
    expect(script).toContain('link line.requests to front2.requests')
    expect(refusalsOf(script, directAmount)).toEqual([])
  })

  test('a program of one component is one task module', () => {
    expect(language.derive(comparator)?.split(';\n')).toEqual([
      'create main2 of main',
      'unlink line.requests from main.requests',
      'copy main to main2',
      'delete main',
      'link line.requests to main2.requests',
    ])
  })

  test('modules that several tasks have are replaced in all of them', () => {
    const script = language.derive(retry)!
    expect(script.match(/create \w+/g)).toEqual(['create south2', 'create north2', 'create east2'])
  })
})

describe('the passive set', () => {
  test.each([
    [language.derive(double)!, double, ['store', 'front']],
    // Nobody initiates transactions on what serves the line: whom it calls goes on undisturbed.
    [
      'create front2 of front; unlink line.requests from front.requests; unlink front.add from store.add; copy front to front2; delete front; link line.requests to front2.requests; link front2.add to store.add',
      double,
      ['front'],
    ],
    ['unlink front.add from store.add; link front.add to store.add', double, ['front']],
  ])('of %s', (script, update, expected) => {
    const reading = language.read(script, update)
    if (!('order' in reading)) throw new Error(reading.problem.message)
    expect((reading.order.steps as Reconfiguration).passive).toEqual(expected)
    expect(reading.refusals).toEqual([])
  })
})

describe('what the rules refuse', () => {
  test('a link between ports of different types: one end alone cannot be replaced', () => {
    const script = language.derive(double)!
    expect(refusalsOf(script, directAmount)).toEqual([
      'link front.add to store2.add: the ports are of different types: async add({ amount }: { readonly amount: number }): Promise<{ total: number; count: number }> and async add(amount: number): Promise<{ total: number; count: number }>; replace the tasks at both ends',
    ])
  })

  test('an exit port that is linked to nothing: a partner that is picked at run time must be linked', () => {
    const [refusal] = refusalsOf('unlink north.accept[1] from east.accept', retry)
    expect(refusal).toContain('north.accept[1]: the exit port is linked to nothing; a partner that the program picks')
  })

  test.each([
    ['create store2 of store', 'create store2 of store: a station runs one instance at a time: delete store'],
    ['delete store', 'front.add to store.add: store is deleted while something is linked to it'],
  ])('%s', (script, expected) => {
    expect(refusalsOf(script, double)).toContain(expected)
  })

  test('state in another representation without a mapper', () => {
    const queue = compile(workloads.mail, 'queue')
    const bare = { ...queue, support: { ...queue.support, mappers: new Map<string, string>() } }
    expect(refusalsOf(language.derive(queue)!, bare).join()).toContain(
      'north.ts#relay: its representation changes, and its state can be copied only with a mapper',
    )
  })
})

describe('what a script says must be there', () => {
  test.each([
    ['create store of store', '       ^^^^^', 'expected a name that no instance has yet, got `store`'],
    [
      'create a of stroe',
      '            ^^^^^',
      'expected the name of a task module, got `stroe`; did you mean store, front?',
    ],
    ['delete shop', '       ^^^^', 'expected the name of an instance, got `shop`; did you mean'],
    ['delete line', '       ^^^^', 'expected a task module, got `line`, which stays'],
    ['delete store; delete store', '                     ^^^^^', 'got `store`, which has been deleted'],
    [
      'unlink front.ad from store.add',
      '             ^^',
      'expected the name of an exit port of front, got `ad`; did you mean add?',
    ],
    ['link front.add to store.add', '           ^^^', 'got `front.add`, which is linked to store.add; unlink it first'],
    [
      'unlink line.requests from store.add',
      '                                ^^^',
      'expected the entry port that line.requests is linked to, front.requests',
    ],
    [
      'create a of front; copy store to a',
      '                                 ^',
      'expected a created instance of store, got `a`',
    ],
    ['create a of store; copy a to store', '                        ^', 'expected an instance that runs, got `a`'],
  ])('%s', (script, caret, message) => {
    const reading = language.read(script, double)
    if (!('problem' in reading)) throw new Error(`${script} was read`)
    const { at, length } = reading.problem
    expect(reading.problem.message).toContain(message)
    expect(`${' '.repeat(at)}${'^'.repeat(length)}`).toBe(caret)
  })
})

function refusalsOf(script: string, update: Update): string[] {
  const reading = language.read(script, update)
  if (!('refusals' in reading)) throw new Error(reading.problem.message)
  return reading.refusals.map(({ change, rule }) => `${change}: ${rule}`)
}
