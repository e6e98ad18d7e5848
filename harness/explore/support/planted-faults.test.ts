import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { UpdateDeclaration, Workload } from '../../../workloads/contract.ts'
import { checkSupport, type SupportReport } from './check-support.ts'
import type { Law } from './laws.ts'

const root = resolve(import.meta.dirname, '../../..')
let project = ''
let folder = ''

/** A copy that faults can be planted in. */
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'planted-'))
  symlinkSync(join(root, 'workloads'), join(project, 'workloads'))
  folder = join(project, 'a/b/c/stock')
  cpSync(join(root, 'harness/explore/fixtures/stock'), folder, { recursive: true })
})

afterAll(() => rmSync(project, { recursive: true }))

test('of support code that is right, all is exercised and nothing found', async () => {
  const { problems, skipped, notes, exercised } = await exercise('right.ts', 'back.ts')
  expect({ problems, skipped, notes }).toEqual({ problems: [], skipped: [], notes: [] })
  expect(new Set(exercised.map(({ as }) => as))).toEqual(new Set(['mapper', 'converter', 'interprocedure']))
  for (const { values } of exercised) expect(values).toBe(40)
})

interface Fault {
  readonly title: string
  readonly from: string
  readonly to: string
  readonly what: string
  readonly law: Law
}

const there: readonly Fault[] = [
  {
    title: 'a mapper that throws on an empty table',
    from: 'new Map([...prices].map(',
    to: 'price([...prices][0]![1]) && new Map([...prices].map(',
    what: 'stock.ts#prices',
    law: 'total',
  },
  {
    title: 'a mapper that throws on a rare value',
    from: "return { cents, currency: 'EUR' }",
    to: "if (cents === 7) throw new RangeError('seven')\n  return { cents, currency: 'EUR' }",
    what: 'stock.ts#prices',
    law: 'total',
  },
  {
    title: 'a mapper that drops a field',
    from: '  item.count = count\n',
    to: '',
    what: 'stock.ts#items',
    law: 'carries',
  },
  {
    title: 'a mapper that drops an element',
    from: 'new Map([...prices].map(',
    to: 'new Map([...prices].slice(1).map(',
    what: 'stock.ts#prices',
    law: 'carries',
  },
  {
    title: 'a mapper that forgets a new field',
    from: "return { cents, currency: 'EUR' }",
    to: 'return { cents } as Price',
    what: 'stock.ts#prices',
    law: 'conforms',
  },
  {
    title: 'a mapper that gives a field another type',
    from: "{ cents, currency: 'EUR' }",
    to: "{ cents: String(cents) as never, currency: 'EUR' }",
    what: 'stock.ts#prices',
    law: 'conforms',
  },
  {
    title: 'a mapper that leaves objects as they were',
    from: '(item === undefined ? undefined : flatten(item))',
    to: 'item as never',
    what: 'stock.ts#items',
    law: 'conforms',
  },
  {
    title: 'a mapper that uses up the old value',
    from: 'for (const line of old.lines) journal.note(line)',
    to: 'for (const line of old.lines.splice(0)) journal.note(line)',
    what: 'stock.ts#journal',
    law: 'untouched',
  },
  {
    title: 'a mapper that remembers its earlier runs',
    from: "function price(cents: number): Price {\n  return { cents, currency: 'EUR' }",
    to: 'let runs = 0\n\nfunction price(cents: number): Price {\n  return { cents, currency: `EUR${runs++}` }',
    what: 'stock.ts#prices',
    law: 'repeatable',
  },
  {
    title: 'a mapper that mixes two fields up',
    from: 'item.width = size.width\n  item.height = size.height',
    to: 'item.width = size.height\n  item.height = size.width\n  item.count = count',
    what: 'stock.ts#items',
    law: 'round trip',
  },
  {
    title: 'a converter that does otherwise than the mapper',
    from: "'stock.ts#Item': (item: OldItem): Item => flatten(item)",
    to: "'stock.ts#Item': (item: OldItem): Item => Object.assign(flatten(item), { width: 0 })",
    what: 'stock.ts#Item',
    law: 'agrees',
  },
  {
    title: 'an interprocedure that swaps its arguments',
    from: 'area(width, height, 1)',
    to: 'area(height, width, 1)',
    what: 'stock.ts#area',
    law: 'answers',
  },
  {
    title: 'an interprocedure that gives another type',
    from: 'area(width, height, 1)',
    to: 'String(area(width, height, 1)) as never',
    what: 'stock.ts#area',
    law: 'conforms',
  },
  {
    title: 'an interprocedure that throws',
    from: 'area(width, height, 1)',
    to: 'area(width, height, (undefined as unknown as number[])[0]!)',
    what: 'stock.ts#area',
    law: 'total',
  },
]

describe('there', () => {
  test.each(there)('$title is found', async ({ from, to, what, law }) => {
    plant('right.ts', 'planted.ts', from, to)
    const { problems } = await exercise('planted.ts', 'back.ts')
    expect(problems.map((problem) => `${problem.what} ${problem.law}`)).toContain(`${what} ${law}`)
  })
})

test('on the way back, a mapper that loses what the way there has kept is found', async () => {
  plant('back.ts', 'lossy.ts', '  item.count = count\n', '')
  const { problems } = await exercise('right.ts', 'lossy.ts')
  expect(problems.map(({ what, law }) => `${what} ${law}`)).toContain('stock.ts#items round trip')
})

function plant(original: string, planted: string, from: string, to: string): void {
  const text = readFileSync(join(folder, 'updates', original), 'utf8')
  expect(text).toContain(from)
  writeFileSync(join(folder, 'updates', planted), text.replace(from, to))
}

function exercise(support: string, backOut: string): Promise<SupportReport> {
  const update: UpdateDeclaration = {
    name: 'flat',
    from: 'v1',
    to: 'v2',
    kinds: ['interface', 'state', 'interface+state', 'body'],
    why: 'for the test',
    support: `updates/${support}`,
    backOut: `updates/${backOut}`,
  }
  const workload = { name: 'stock', folder, updates: [update] } as unknown as Workload
  return checkSupport(workload, update, { seed: 1, values: 40 })
}
