import { expect, test } from 'vitest'
import { compile } from '../program/fixtures/programs.ts'
import { isUndisturbed, isUninterruptible } from './leaf.ts'

const program = compile(`
class A {
  n = 0
  leaf() { return this.n }
  calls() { return this.leaf() + Math.abs(this.n) }
  deeper() { return this.calls() }
  mutual(n: number): number { return n === 0 ? 0 : this.mutual(n - 1) }
  async waits() { await undefined }
  leads() { return this.waits() }
  given(f: () => number) { return f() }
  unknown(o: { reply(): void }) { o.reply() }
}
export async function main() { new A() }
`)

test.each([
  ['leaf', true, true],
  ['calls', false, true],
  ['deeper', false, true],
  ['mutual', false, true],
  ['waits', false, false],
  ['leads', false, false],
  ['given', false, false],
  ['unknown', false, false],
])('%s: undisturbed by what is noticed at entries: %s; on the line: %s', (name, atEntries, onLine) => {
  const procedure = program.procedures.get(`main.ts#A.${name}`)!
  expect([isUninterruptible(procedure, program), isUndisturbed(procedure, program)]).toEqual([atEntries, onLine])
})
