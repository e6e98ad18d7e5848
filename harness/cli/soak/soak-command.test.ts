import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createSyntheticSoak } from '../../soak/fixtures/synthetic-soak.ts'
import type { SoakResult } from '../../soak/growth.ts'
import type { SoakPlan } from '../../soak/soak-plan.ts'
import { SoakDied } from '../../soak/soak-process.ts'
import type { RunSoak } from '../context.ts'
import { createFakeContext, type FakeContext } from '../fake-context.ts'
import { main } from '../main.ts'

let context: FakeContext
let soaked: SoakPlan[]

afterEach(() => context.remove())

const soakWell: RunSoak = (plan, { note }) => {
  for (let update = 0; update <= plan.updates; update++) note({ update })
  note({ requests: 1234 })
  const isControl = plan.trial.role === 'null'
  return Promise.resolve(
    createSyntheticSoak(
      plan.updates,
      () =>
        isControl
          ? { update: null, release: 'v1', outcome: 'none', heapBytes: 9_000_000, updateMs: null, loadMs: null }
          : {},
      isControl ? { outcome: 'none' } : {},
    ),
  )
}

/** Each update adds 12 KB to the heap. */
const leak: RunSoak = async (plan, options) => {
  const record = await soakWell(plan, options)
  if (plan.trial.role === 'null') return record
  const rounds = record.rounds.map((round) => ({ ...round, heapBytes: round.heapBytes + round.number * 12 * 1024 }))
  return { ...record, rounds }
}

async function soak(
  args: readonly string[],
  runSoak = soakWell,
  strategy = 'podus',
  noise?: ReturnType<FakeContext['watchNoise']>,
): Promise<number> {
  const fake = createFakeContext()
  soaked = []
  context = Object.assign(fake, {
    ...(noise === undefined ? {} : { watchNoise: () => noise }),
    runSoak: (...[plan, options]: Parameters<RunSoak>) => {
      soaked.push(plan)
      return runSoak(plan, options)
    },
  })
  return main(['soak', '--strategy', strategy, '--workload', 'tiny', ...args], context)
}

describe('bench soak', () => {
  it("offers a share of direct's capacity, updates the program, and watches one that is never updated for as long", async () => {
    expect(await soak([])).toBe(0)
    expect(context.asked).toMatchObject([{ role: 'direct', load: { mode: 'saturated' } }])
    expect(soaked).toMatchObject([
      {
        along: ['faster'],
        updates: 20,
        trial: { role: 'strategy', load: { mode: 'open', share: 0.2, rate: 180_000 } },
      },
      { along: ['faster'], updates: 20, holdMs: 22, trial: { role: 'null', load: { mode: 'open', rate: 180_000 } } },
    ])
  })

  it('needs no calibration for a rate', async () => {
    await soak(['--load', 'open:500/s', '--arrivals', 'constant', '--updates', '30', '--seed', '4'])
    expect(context.asked).toEqual([])
    expect(soaked[0]).toMatchObject({ updates: 30, trial: { seed: 4, load: { rate: 500, arrivals: 'constant' } } })
  })

  it('says that nothing grows, and what would have been noticed', async () => {
    await soak(['--load', 'open:500/s'])
    expect(context.out.text).toContain('podus updates tiny 20 times: faster (v1 ⇄ v2)')
    expect(context.out.text).toMatch(/settled heap {6}no growth found; [\d.]+ KB an update would have been/)
    expect(context.out.text).toContain('settled heap after each update, KB above')
    expect(context.out.text).toMatch(/\n +20 +v1 +/)
    expect(context.out.text).not.toContain('NaN')
  })

  it('says by how much it grows', async () => {
    expect(await soak(['--load', 'open:500/s'], leak)).toBe(0)
    expect(context.out.text).toMatch(
      /settled heap {6}grows by 1[12][.\d]* \(1[012][.\d]* … 1[2-4][.\d]*\) KB an update; 1[12][.\d]* by the ea/,
    )
  })

  it('thins the table of a long one', async () => {
    await soak(['--load', 'open:50/s', '--updates', '90', '--quick'])
    expect(context.out.text).toContain('every 5 updates; --json has all')
    expect(context.out.text).toMatch(/\n +90 +v1 /)
    expect(context.out.text).not.toMatch(/\n +1 +v2 /)
  })

  it('tells how far it has come, and for how long it will go on', async () => {
    await soak(['--load', 'open:500/s'])
    expect(context.err.text).toMatch(/podus, updates: 10 of 20; about .* left/)
    expect(context.err.text).toContain('checking 1,234 replies')
    expect(context.err.text).toMatch(/control, rounds without an update: 20 of 20/)
  })

  it('warns of a machine that does not keep still', async () => {
    const noise = { lagMs: 1, othersShare: 0.6, calibrationNs: [1000, 1000] } as const
    await soak(['--load', 'open:500/s'], soakWell, 'podus', () => ({ noise, stealShare: 0 }))
    expect(context.out.text).toContain("Other processes took 60 % of the processors' time.")
  })

  it('writes all of it as JSON', async () => {
    await soak(['--load', 'open:500/s', '--json', 'soak.json'], leak)
    const result = JSON.parse(readFileSync(join(context.root, 'soak.json'), 'utf8')) as SoakResult
    expect(result.rounds).toHaveLength(21)
    expect(result.control).toHaveLength(21)
    expect(result.growth.heapBytes?.lower).toBeGreaterThan(0)
    expect(context.out.text).not.toBe('')
  })

  it('- leaves standard output to the JSON alone', async () => {
    await soak(['--load', 'open:500/s', '--json', '-'])
    expect(JSON.parse(context.out.text)).toMatchObject({ strategy: 'podus', schema: 'on-the-fly-bench/soak/1' })
  })
})

describe('what cannot be soaked', () => {
  it('an update that the strategy refuses: nothing is measured', async () => {
    expect(await soak(['--update', 'offset'], soakWell, 'dmert')).toBe(3)
    expect(context.err.text).toContain('nothing was measured: dmert refuses offset')
    expect([context.asked, soaked]).toEqual([[], []])
  })

  it('a strategy that refuses all', async () => {
    expect(await soak([], soakWell, 'direct')).toBe(3)
    expect(context.err.text).toContain('direct can make no update of tiny forth and back. It refuses faster')
  })

  it.each([
    [['--load', 'saturated'], /expected open:SHARE or open:RATE\/s, got `saturated`/],
    [['--updates', '0'], /expected a whole number from 1/],
    [['--updates', 'many'], /got `many`/],
    [['--update', 'nothing'], /expected the name of an update/],
    [['--json', 'nowhere/x.json'], /expected a file that can be written/],
    [['--load', 'open:900000/s', '--updates', '5000'], /expected a soak of at most 100,000,000 requests/],
  ])('%j is a usage error, before anything is run', async (args, message) => {
    expect(await soak(args)).toBe(64)
    expect(context.err.text).toMatch(message)
    expect(soaked).toEqual([])
  })
})

describe('exit codes of bench soak', () => {
  const answer =
    (more: Parameters<typeof createSyntheticSoak>[2], updates = 20): RunSoak =>
    () =>
      Promise.resolve(createSyntheticSoak(updates, undefined, more))

  it.each<[number, string, RunSoak]>([
    [1, 'a violation was seen', answer({ verdict: 'invalid' })],
    [1, 'an update broke half-way', answer({ outcome: 'failed' })],
    [2, 'not all could be checked', answer({ verdict: 'unknown' })],
    [
      2,
      'an update found no safe point, so that later ones are missing',
      answer({ outcome: 'stalled', updates: 20 }, 7),
    ],
    [3, 'its process died', () => Promise.reject(new SoakDied("the soak's process ended with code 9"))],
    [70, 'it cannot be run at all', () => Promise.reject(new Error('a bug'))],
  ])('%i if %s', async (code, _, runSoak) => {
    expect(await soak(['--load', 'open:500/s'], runSoak)).toBe(code)
  })

  it('130 at Ctrl-C, and nothing is written', async () => {
    const interrupted: RunSoak = (plan, options) => {
      process.emit('SIGINT')
      return soakWell(plan, options)
    }
    expect(await soak(['--load', 'open:500/s', '--json', 'soak.json'], interrupted)).toBe(130)
    expect(existsSync(join(context.root, 'soak.json'))).toBe(false)
    expect(process.listenerCount('SIGINT')).toBe(0)
  })
})
