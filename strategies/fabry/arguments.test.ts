import { expect, test } from 'vitest'
import { compile } from '../../harness/program/fixtures/programs.ts'
import { valuesOf } from './arguments.ts'

test.each([
  ['m(a: number, b: number) { return a + b }', '[a,b]'],
  ['m() { return 1 }', '[]'],
  ['m(a: number) { this.cells[a] = a; return a === 1 }', '[a]'],
  ['m(a: number) { this.a = a; const f = (b: number) => b; return f(a) <= a }', '[a]'],
  ['m(a: number) { a = 2; return a }', 'arguments'],
  ['m(a: number) { a += 2; return a }', 'arguments'],
  ['m(a: number) { a ??= 2; return a }', 'arguments'],
  ['m(a: number) { return a++ }', 'arguments'],
  ['m(a: number) { return --a }', 'arguments'],
  ['m(a: number) { [a] = this.cells; return a }', 'arguments'],
  ['m(a: number) { ({ length: a } = this.cells); return a }', 'arguments'],
  ['m(a: number) { for (a of this.cells) return a }', 'arguments'],
  ['m(...a: number[]) { return a }', 'arguments'],
  ['m({ length }: string) { return length }', 'arguments'],
])('%s is begun again with %s', (method, expected) => {
  const program = compile(
    `class A { cells: number[] = []; a = 0; ${method} }\nexport async function main() { new A() }`,
  )
  expect(valuesOf(program.procedures.get('main.ts#A.m')!, program)).toBe(expected)
})
