import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBlocks } from '../../report/fixtures/synthetic-set.ts'
import type { SetComparison } from '../../report/compare/compare-sets.ts'
import type { TrialRecord } from '../../store/record.ts'
import { countViolations } from '../../store/synthetic-record.ts'
import { createFakeContext, type FakeContext } from '../fake-context.ts'
import { storeSet } from '../fixtures/store-set.ts'
import { main } from '../main.ts'

let context: FakeContext

beforeEach(() => {
  context = createFakeContext()
})

afterEach(() => context.remove())

/** A little noise, other for each set, without any drawing. */
const scatter =
  (phase: number, factor = 1) =>
  (block: number) =>
    factor * 900_000 * (1 + 0.004 * Math.sin(block * 7 + phase))

describe('bench compare', () => {
  it('returns 0 for what is equivalent', async () => {
    store('before', createBlocks({ blocks: 12, capacity: scatter(0) }))
    store('after', createBlocks({ blocks: 12, capacity: scatter(3) }))
    expect(await run('before', 'after')).toBe(0)
    expect(context.out.text).toMatch(/v1 ÷ direct .* ~ .* 12 .* equivalent\n/)
    expect(context.out.text).toMatch(/no regression\n$/)
  })

  it('returns 1 for a regression that both stages show, and prints it first', async () => {
    store('before', createBlocks({ blocks: 24, capacity: scatter(0) }))
    store('after', createBlocks({ blocks: 24, capacity: scatter(3, 0.85) }))
    expect(await run('before', 'after', '--markdown')).toBe(1)
    await expect(context.out.text).toMatchFileSnapshot('./compare.golden.md')
  })

  it('returns 2 for what one stage flags, with the command that decides it', async () => {
    store('before', createBlocks({ blocks: 12, capacity: scatter(0) }))
    const after = createBlocks({ blocks: 12, capacity: scatter(3, 0.85) })
    store(
      'after',
      after.map((record) => ({ ...record, environment: { ...record.environment, commit: 'fedcba98' } })),
    )
    expect(await run('before', 'after')).toBe(2)
    expect(context.out.text).toContain(
      'To decide it:  bench compare --run 0123456789ab..fedcba98 --blocks 12 --strategy podus --update tiny/faster',
    )
  })

  it('takes confirming sets', async () => {
    store('before', createBlocks({ blocks: 12, capacity: scatter(0) }))
    store('after', createBlocks({ blocks: 12, capacity: scatter(3, 0.85) }))
    store('before2', createBlocks({ blocks: 12, capacity: scatter(1), seed: 1001 }))
    store('after2', createBlocks({ blocks: 12, capacity: scatter(4, 0.85), seed: 1001 }))
    expect(await run('before', 'after', '--confirm', 'before2,after2')).toBe(1)
    expect(await run('before', 'after', '--confirm', 'before2')).toBe(64)
    expect(context.err.text).toContain('expected two sets of fresh blocks')
  })

  it('returns 1 for a violation that is new', async () => {
    store('before', createBlocks({ blocks: 5 }))
    store('after', createBlocks({ blocks: 5, violations: () => countViolations({ lost: 2 }) }))
    expect(await run('before', 'after')).toBe(1)
    expect(context.out.text).toContain('worse  tiny/faster podus: violations in 5 of 5')
  })

  it('returns 3 where there is nothing in common, or nothing at all', async () => {
    store('before', createBlocks({ blocks: 5, update: 'other' }))
    store('after', createBlocks({ blocks: 5 }))
    expect(await run('before', 'after')).toBe(3)
    expect(context.err.text).toContain('tiny/faster podus: not in before')
    store('none', [])
    expect(await run('none', 'after')).toBe(3)
  })

  it('returns 64 for what cannot be asked', async () => {
    store('set', createBlocks({ blocks: 5 }))
    for (const args of [
      [],
      ['set'],
      ['set', 'nowhere'],
      ['set', 'set', '--margin', 'x'],
      ['set', 'set', '--metric', 'x'],
    ])
      expect(await run(...args)).toBe(64)
    expect(context.err.text).toContain('BASE and HEAD, or --run BASE..HEAD')
    store('seeded', createBlocks({ blocks: 5, seed: 77 }))
    expect(await run('set', 'seeded')).toBe(64)
    expect(context.err.text).toContain('expected set and seeded to differ in their sources alone')
  })

  it('prints all of it as JSON, and only the figures asked for', async () => {
    store('set', createBlocks({ blocks: 12 }))
    expect(await run('set', 'set', '--json', '--metric', 'steady-state', '--margin', '5')).toBe(0)
    const comparison = JSON.parse(context.out.text) as SetComparison
    expect(comparison).toMatchObject({
      result: 'passed',
      options: { margin: 0.05, levels: { first: 0.05, second: 0.01 } },
    })
    expect(comparison.metrics).toHaveLength(1)
    expect(comparison.metrics[0]).toMatchObject({ n: 12, estimate: 1, lower: 1, upper: 1, verdict: 'equivalent' })
  })
})

describe('a baseline', () => {
  it('is named by a comparison that passes, and used by name', async () => {
    store('first', createBlocks({ blocks: 24, capacity: scatter(0) }))
    store('slow', createBlocks({ blocks: 24, capacity: scatter(3, 0.85) }))
    expect(await run('first', 'first', '--baseline', 'main')).toBe(0)
    expect(JSON.parse(readFileSync(inResults('baseline.json'), 'utf8'))).toEqual({
      main: { set: 'first', plan: '0123456789abcdef' },
    })
    expect(await run('main', 'slow', '--baseline', 'main')).toBe(1)
    expect(JSON.parse(readFileSync(inResults('baseline.json'), 'utf8'))).toHaveProperty('main.set', 'first')
  })

  it('is not taken for another set of the same name', async () => {
    store('first', createBlocks({ blocks: 6 }))
    writeFileSync(inResults('baseline.json'), '{"main": {"set": "first", "plan": "feed"}}')
    expect(await run('main', 'first')).toBe(64)
    expect(context.err.text).toContain('expected baseline main to be plan feed, got 0123456789abcdef')
    writeFileSync(inResults('baseline.json'), '{"main": "first"}')
    expect(await run('main', 'first')).toBe(64)
    expect(context.err.text).toContain('baseline.json to hold')
  })
})

async function run(...args: readonly string[]): Promise<number> {
  return main(['compare', ...args], context)
}

function inResults(name: string): string {
  return join(context.root, 'results', name)
}

function store(name: string, records: readonly TrialRecord[]): void {
  storeSet(join(context.root, 'results'), name, records)
}
