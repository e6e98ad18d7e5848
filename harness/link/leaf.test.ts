import { expect, test } from 'vitest'
import { compile } from '../program/fixtures/programs.ts'
import { isUninterruptible } from './leaf.ts'

test('is so of what calls only such procedures, and of nothing that suspends, recurs or calls what is not known', () => {
  const program = compile({
    'main.ts': `
      import { Store } from './store.ts'
      const store = new Store()
      export async function main() { await above(1); return even(4) + apply(leaf) + store.sum(3) + onAnything(store) }
      function leaf(n: number) { return Math.max(n, 1) }
      function caller(n: number) { return leaf(n) + twice(n) }
      function twice(n: number) { return 2 * leaf(n) }
      async function above(n: number) { return caller(n) + (await later(n)) }
      async function later(n: number) { await undefined; return n }
      function reaches(n: number) { return n < 0 ? later(n) : n }
      function even(n: number): boolean { return n === 0 || odd(n - 1) }
      function odd(n: number): boolean { return n !== 0 && even(n - 1) }
      function apply(f: (n: number) => number) { return f(1) }
      function onAnything(thing: any) { return thing.sum(1) }
    `,
    'store.ts': `
      export class Store {
        total = 0
        sum(n: number) { return this.add(n) + this.total }
        add(n: number) { this.total += n; return n }
      }
    `,
  })
  const found = [...program.procedures.values()].filter((procedure) => isUninterruptible(procedure, program))
  expect(found.map(({ id }) => id).toSorted()).toEqual([
    'main.ts#caller',
    'main.ts#leaf',
    'main.ts#twice',
    'store.ts#Store.add',
    'store.ts#Store.constructor',
    'store.ts#Store.sum',
  ])
})
