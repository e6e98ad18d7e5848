import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBlocks } from '../../report/fixtures/synthetic-set.ts'
import { createSyntheticRecord } from '../../store/synthetic-record.ts'
import { createFakeContext, type FakeContext } from '../fake-context.ts'
import { storeSet } from '../fixtures/store-set.ts'
import { main } from '../main.ts'
import { formats } from './formats.ts'

let context: FakeContext

beforeEach(() => {
  context = createFakeContext()
  storeSet(join(context.root, 'results'), 'set', createBlocks({ blocks: 2 }))
})

afterEach(() => context.remove())

describe('bench export', () => {
  it.each(Object.keys(formats))('%s writes into a folder', async (format) => {
    expect(await run(format, '--out', 'exported')).toBe(0)
    const paths = context.out.text.trim().split('\n')
    for (const path of paths) expect(readFileSync(join(context.root, path), 'utf8').length).toBeGreaterThan(10)
    expect(paths).toHaveLength(format === 'github-action' ? 2 : 1)
  })

  it('writes one text to standard output, and two only into a folder', async () => {
    expect(await run('jsonl')).toBe(0)
    expect(
      context.out.text
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { id: string }).id),
    ).toHaveLength(8)
    expect(await run('github-action')).toBe(64)
    expect(context.err.text).toContain(
      '--out: expected a folder for github-action.smaller.json and github-action.bigger.json',
    )
  })

  it('shows the trial asked for, by the beginning of its id', async () => {
    expect(await run('trace', '--trial', 'podus.faster.1.s')).toBe(0)
    expect(JSON.parse(context.out.text)).toMatchObject({ otherData: { trial: 'podus.faster.1.strategy.1' } })
    expect(await run('trace', '--trial', 'x')).toBe(64)
    expect(context.err.text).toContain('podus.faster.0.strategy.1 (podus on tiny/faster)')
  })

  it('has nothing to show where nothing was updated', async () => {
    storeSet(join(context.root, 'results'), 'refused', [createSyntheticRecord({ outcome: 'refused', phases: [] })])
    expect(await main(['export', 'trace', '--set', 'refused'], context)).toBe(3)
    expect(await main(['export', 'bencher', '--set', 'refused'], context)).toBe(0)
    expect(JSON.parse(context.out.text)).toEqual({})
  })

  it('names the formats to who asks for another', async () => {
    expect(await run('benchstats')).toBe(64)
    expect(context.err.text).toContain('Did you mean `benchstat`?')
  })

  it('tells what it could not read', async () => {
    appendFileSync(join(context.root, 'results/set/trials/1-of-1.jsonl'), 'rubbish\n')
    expect(await run('trials')).toBe(2)
    expect(context.err.text).toContain('1-of-1.jsonl:9: cannot be read')
  })
})

async function run(...args: readonly string[]): Promise<number> {
  return main(['export', ...args, '--set', 'set'], context)
}
