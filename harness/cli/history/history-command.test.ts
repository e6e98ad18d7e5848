import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBlocks } from '../../report/fixtures/synthetic-set.ts'
import type { SeriesHistory } from '../../report/history/history.ts'
import { createFakeContext, type FakeContext } from '../fake-context.ts'
import { storeSet } from '../fixtures/store-set.ts'
import { main } from '../main.ts'

let context: FakeContext

beforeEach(() => {
  context = createFakeContext()
})

afterEach(() => context.remove())

describe('bench history', () => {
  it('appends the figures of a set as one line, and not twice', async () => {
    await append(0, 900_000)
    expect(await run('--set', 'night0')).toBe(0)
    expect(context.out.text).toContain('night0 is in')
    const lines = readFileSync(path(), 'utf8').trim().split('\n')
    expect(lines).toHaveLength(1)
    const line = JSON.parse(lines[0] ?? '') as { figures: { metric: string }[] }
    expect(line).toMatchObject({ commit: 'commit0', set: 'night0', dirty: false })
    // Absolute times would change with the machine.
    expect(line.figures.map(({ metric }) => metric)).toEqual([
      'steady-state',
      'updated-steady-state',
      'efficiency',
      'heap',
    ])
    expect(line.figures[0]).toMatchObject({ cell: 'tiny/podus/faster', value: expect.closeTo(0.9, 6) as number, n: 6 })
  })

  it('shows where what changed, by how much, and with which commit', async () => {
    for (let night = 0; night < 12; night++)
      await append(night, night < 6 ? 900_000 + 500 * (night % 3) : 700_000 + 500 * (night % 2))
    expect(await run('--show')).toBe(0)
    expect(context.out.text).toMatch(
      /tiny\/podus\/faster +steady-state +12 +0\.701 +[█▇]{6}▁{6}\n +worse by 22\.\d % since commit6/,
    )
    expect(context.out.text).toContain('12 result sets, 1 change of level')
    await run('--show', '--json')
    const json = context.out.text.slice(context.out.text.indexOf('[\n'))
    expect((JSON.parse(json) as SeriesHistory[])[0]?.changes).toMatchObject([{ commit: 'commit6', isBetter: false }])
  })

  it('ends a line that was cut short by nothing, and refuses one that is none', async () => {
    await append(0, 900_000)
    writeFileSync(path(), readFileSync(path(), 'utf8').trimEnd())
    await append(1, 900_000)
    expect(readFileSync(path(), 'utf8').trim().split('\n')).toHaveLength(2)
    appendFileSync(path(), '{"schema": "other"}\n')
    expect(await run('--show')).toBe(64)
    expect(context.err.text).toContain('history.jsonl:3')
  })

  it('has nothing to show at first', async () => {
    storeSet(join(context.root, 'results'), 'set', createBlocks({ blocks: 1 }))
    expect(await run('--show')).toBe(3)
  })
})

async function append(night: number, capacity: number): Promise<void> {
  const records = createBlocks({ blocks: 6, capacity: () => capacity }).map((record) => ({
    ...record,
    startedAt: `2026-01-${10 + night}T12:00:00.000Z`,
    environment: { ...record.environment, commit: `commit${night}` },
  }))
  storeSet(join(context.root, 'results'), `night${night}`, records)
  expect(await run('--set', `night${night}`)).toBe(0)
}

async function run(...args: readonly string[]): Promise<number> {
  return main(['history', ...args], context)
}

function path(): string {
  return join(context.root, 'results/history.jsonl')
}
