import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createBlocks } from '../../report/fixtures/synthetic-set.ts'
import { countViolations } from '../../store/synthetic-record.ts'
import { createFakeContext, type FakeContext } from '../fake-context.ts'
import { storeSet } from '../fixtures/store-set.ts'
import { main } from '../main.ts'

let context: FakeContext

/** podus costs 0.6 to 1.1 ms on bodies, dymos 20 ms and more, dmert nothing, but it loses replies, and it refuses interfaces. */
beforeEach(() => {
  context = createFakeContext()
  const cost = (ms: number) => (block: number) => ({
    metrics: { downtimeMs: 0.9 + ms + block / 10, capacityBefore: 960_000 },
  })
  storeSet(join(context.root, 'results'), 'some', [
    ...createBlocks({ blocks: 6, strategy: 'podus', change: cost(0.6) }),
    ...createBlocks({ blocks: 6, strategy: 'dymos', change: cost(20) }),
    ...createBlocks({ blocks: 6, strategy: 'dmert', change: cost(0), violations: () => countViolations({ lost: 1 }) }),
    ...createBlocks({
      blocks: 6,
      strategy: 'podus',
      update: 'tos',
      change: (block) => ({ ...cost(5)(block), changes: ['interface'] }),
    }),
    ...createBlocks({
      blocks: 1,
      strategy: 'dymos',
      update: 'tos',
      change: () => ({ changes: ['interface'], outcome: 'refused' }),
    }),
  ])
})

afterEach(() => context.remove())

const ask = (...args: string[]) => main(['advise', '--set', 'some', ...args], context)

it('says yes where the whole interval keeps the limit, perhaps where a part of it does, and no where none', async () => {
  expect(await ask('--max-downtime', '1.2ms', '--kind', 'body', '--json')).toBe(0)
  expect(JSON.parse(context.out.text)).toMatchObject({
    wish: { limits: { 'max-downtime': 1.2 } },
    advices: [
      { strategy: 'podus', answer: 'yes', reasons: [] },
      { strategy: 'dymos', answer: 'no', reasons: [expect.stringContaining('wanted at most 1.2 ms') as string] },
      { strategy: 'dmert', answer: 'no', reasons: ['tiny/faster: ends as !'] },
    ],
  })
  expect(await ask('--max-downtime', '0.8ms', '--kind', 'body')).toBe(2)
  expect(context.out.text).toMatch(/podus +perhaps +0 of 1 update\n.*0\.85 ms \(0\.6 ms … 1\.1 ms, n = 6\)/)
  expect(await ask('--max-downtime', '0.1ms')).toBe(1)
})

it('wants all updates that are asked for', async () => {
  expect(await ask('--max-downtime', '1.2ms')).toBe(1)
  expect(context.out.text).toMatch(/podus +no +1 of 2 updates\n +tiny\/tos: downtime/)
  expect(context.out.text).toContain('tiny/tos: ends as –')
})

it('takes other limits as well', async () => {
  expect(await ask('--min-steady-state', '95%', '--max-commands', '1', '--workload', 'tiny')).toBe(0)
  expect(await ask('--min-steady-state', '0.97')).toBe(1)
  expect(await ask('--max-commands', '0')).toBe(1)
})

it.each([
  [['--max-downtime', 'little'], '--max-downtime'],
  [['--max-decisions', '2s'], '--max-decisions'],
  [['--kind', 'bodies'], 'Did you mean `body`'],
  [['--workload', 'tin'], 'Did you mean `tiny`'],
])('refuses %j', async (args, message) => {
  expect(await ask(...args)).toBe(64)
  expect(context.err.text).toContain(message)
})

it('has nothing to say of changes that nobody measured', async () => {
  expect(await ask('--kind', 'protocol')).toBe(3)
})
