import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeVersion } from './fixtures/programs.ts'
import { ProgramRejected } from './problem.ts'
import { rememberProgram } from './remember.ts'

const source = (sum: string): string => `export function add(n: number): number { return ${sum} }
export async function main() { return add(1) }
`

test('a folder is compiled once, and again when a file of it has changed', () => {
  const folder = writeVersion(source('n + 1'))
  const program = rememberProgram(folder)
  expect(rememberProgram(folder)).toBe(program)
  expect(rememberProgram(folder, { sums: ['main.ts'] })).not.toBe(program)

  writeFileSync(join(folder, 'main.ts'), source('n + 2'))
  const changed = rememberProgram(folder)
  expect(changed.procedures.get('main.ts#add')?.fingerprint).not.toBe(
    program.procedures.get('main.ts#add')?.fingerprint,
  )
})

test('support code counts too, and a folder that is gone is not remembered', () => {
  const folder = writeVersion(source('n + 1'))
  const support = join(folder, '../support.ts')
  writeFileSync(support, 'export const interprocedures = {}\n')
  const bare = rememberProgram(folder, {}, support)
  expect(rememberProgram(folder, {}, support)).toBe(bare)
  writeFileSync(support, 'export const interprocedures = {}\nexport const groups = []\n')
  expect(rememberProgram(folder, {}, support)).not.toBe(bare)

  rmSync(folder, { recursive: true })
  expect(() => rememberProgram(folder, {}, support)).toThrow(ProgramRejected)
})
