import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Arguments } from './arguments/arguments.ts'
import { createFakeContext, writeFiles, type FakeContext } from './fake-context.ts'
import { checkParameterNames, parseParameters, parseSweep } from './parameters.ts'
import { chooseLoads, parseLoad } from './load-option.ts'
import { resolveStrategy, resolveWorkload } from './plug-ins.ts'
import { selectUpdates } from './select-updates.ts'
import { parseShard, takeShard } from './trials/shard.ts'
import type { PlannedTrial } from '../store/set-plan.ts'
import type { Workload } from '../../workloads/contract.ts'

let context: FakeContext
let tiny: Workload

beforeAll(async () => {
  context = createFakeContext()
  tiny = (await context.loadWorkloads())['tiny']!
  writeFiles(context.root, {
    'mine/index.ts': `export const strategy = { name: 'mine', assess: () => [] }`,
    'single.ts': `export const strategy = { name: 'single', assess: () => [] }`,
    'service/index.ts': `export const workload = { name: 'service', updates: [{}] }`,
    'other/index.ts': `export const workloads = {}`,
    'none/index.ts': `export const strategy = { name: 'none' }`,
    'broken/index.ts': `export const strategy = ;`,
  })
  mkdirSync(join(context.root, 'podus-like'))
})

afterAll(() => context.remove())

describe('a strategy', () => {
  it('is found by its name', async () => {
    const { plugIn, value } = await resolveStrategy('podus', context)
    expect(plugIn).toEqual({ name: 'podus', path: join(context.root, 'strategies/podus/index.ts') })
    expect(value.name).toBe('podus')
  })

  it.each([
    ['./mine', 'mine/index.ts', 'mine'],
    ['./mine/', 'mine/index.ts', 'mine'],
    ['mine/index.ts', 'mine/index.ts', 'mine'],
    ['single.ts', 'single.ts', 'single'],
  ])('is found by the path %s', async (text, path, name) => {
    expect((await resolveStrategy(text, context)).plugIn).toEqual({ name, path: join(context.root, path) })
  })

  it.each([
    ['poduss', 'UNKNOWN_STRATEGY', /Did you mean `podus`\? Known: podus, direct, dmert\. A path works too/],
    ['toString', 'UNKNOWN_STRATEGY', /got `toString`/],
    ['mine', 'UNKNOWN_STRATEGY', /For the folder of that name, write \.\/mine/],
    ['./nowhere', 'PLUG_IN_NOT_FOUND', /nowhere/],
    ['./podus-like', 'PLUG_IN_NOT_FOUND', /podus-like\/index\.ts/],
    ['./other', 'PLUG_IN_NO_EXPORT', /to export `strategy`, got exports: workloads.*contract\.ts/],
    ['./none', 'PLUG_IN_INVALID', /a `strategy` that is none/],
    ['./broken', 'PLUG_IN_BROKEN', /broken\/index\.ts to load, got [^]*Mend the module/],
  ])('%s is rejected as %s', async (text, code, message) => {
    await expect(resolveStrategy(text, context)).rejects.toMatchObject({
      name: 'UsageError',
      code,
      message: expect.stringMatching(message) as string,
    })
  })
})

describe('a workload', () => {
  it('is found by name or by path', async () => {
    expect((await resolveWorkload('tiny', context)).value.name).toBe('tiny')
    expect((await resolveWorkload('./service', context)).plugIn.name).toBe('service')
  })

  it('is rejected with the nearest names', async () => {
    await expect(resolveWorkload('tyni', context)).rejects.toMatchObject({
      code: 'UNKNOWN_WORKLOAD',
      message: expect.stringContaining('`tiny`') as string,
    })
  })

  it('has a first update, all of them, or those named', () => {
    const names = (...wanted: string[]): string[] => selectUpdates(tiny, wanted).map(({ name }) => name)
    expect([names(), names('all'), names('offset', 'faster')]).toEqual([
      ['faster'],
      ['faster', 'offset'],
      ['faster', 'offset'],
    ])
    expect(() => names('ofset')).toThrow(/Did you mean `offset`/)
  })
})

describe('parameters', () => {
  const parse = (texts: string[], options = {}): Record<string, number> =>
    parseParameters(tiny, texts, { smoke: false, lenient: false, ...options })

  it('have defaults, and smaller ones for a first run', () => {
    expect(parse([])).toEqual({ processes: 1, size: 100 })
    expect(parse([], { smoke: true })).toEqual({ processes: 1, size: 10 })
    expect(parse(['size=1_000', 'processes=8'], { smoke: true })).toEqual({ processes: 8, size: 1000 })
  })

  it.each([
    ['size', 'PARAMETER_SYNTAX'],
    ['size=1=2', 'PARAMETER_SYNTAX'],
    ['=5', 'PARAMETER_SYNTAX'],
    ['size=', 'PARAMETER_RANGE'],
    ['size=many', 'PARAMETER_RANGE'],
    ['size=0', 'PARAMETER_RANGE'],
    ['size=1001', 'PARAMETER_RANGE'],
    ['sice=5', 'UNKNOWN_PARAMETER'],
    ['5', 'PARAMETER_SYNTAX'],
  ])('%j is rejected as %s', (text, code) => {
    expect(() => parse([text])).toThrow(expect.objectContaining({ code }) as Error)
  })

  describe('of a sweep', () => {
    const sweep = (...texts: string[]): ReturnType<typeof parseSweep> =>
      parseSweep(tiny, texts, { smoke: false, lenient: false })

    it('are all combinations of the values given; without any, there is no sweep', () => {
      expect(sweep('size=5')).toEqual({ parameters: { processes: 1, size: 5 }, points: [] })
      expect(sweep('size=10', '20', 'processes=4')).toEqual({
        parameters: { processes: 4, size: 10 },
        points: [{ size: 10 }, { size: 20 }],
      })
      expect(sweep('size=10', '20', 'processes=1', '2').points).toEqual([
        { size: 10, processes: 1 },
        { size: 10, processes: 2 },
        { size: 20, processes: 1 },
        { size: 20, processes: 2 },
      ])
    })

    it('are replaced by what is given later', () => {
      expect(sweep('size=10', '20', 'size=30').points).toEqual([])
    })

    it.each([
      [['size=10', ''], 'PARAMETER_SYNTAX'],
      [['10', 'size=20'], 'PARAMETER_SYNTAX'],
      [['size=10', '2000'], 'PARAMETER_RANGE'],
      [['size=10', 'x'], 'PARAMETER_RANGE'],
      [['size=10', '20', '10'], 'PARAMETER_LIST'],
      [['sice=10', '20'], 'UNKNOWN_PARAMETER'],
    ])('%j are rejected as %s', (texts, code) => {
      expect(() => sweep(...texts)).toThrow(expect.objectContaining({ code }) as Error)
    })

    it('are for commands that run each of them', () => {
      expect(() => parse(['size=10', '20'])).toThrow(/--param size: expected one number, got 10,20/)
    })
  })

  it('of several workloads must be known to one of them', () => {
    expect(parse(['other=5'], { lenient: true })).toEqual({ processes: 1, size: 100 })
    expect(() => checkParameterNames([tiny], ['size=5'])).not.toThrow()
    expect(() => checkParameterNames([tiny], ['sice=5'])).toThrow(/Did you mean `size`/)
  })
})

describe('the load', () => {
  it.each([
    ['saturated', { mode: 'saturated' }],
    ['open:0.7', { mode: 'open', share: 0.7, arrivals: 'constant' }],
    ['open:50000/s', { mode: 'open', rate: 50_000, arrivals: 'constant' }],
  ])('%s', (text, load) => {
    expect(parseLoad(text, 'constant')).toEqual(load)
  })

  it.each(['', 'open', 'open:', 'open:0', 'open:-1', 'open:0/s', 'open:x', 'open:1.2.3', 'closed', 'open:3'])(
    '%j is rejected',
    (text) => {
      expect(() => parseLoad(text, 'poisson')).toThrow(expect.objectContaining({ code: 'LOAD_SYNTAX' }) as Error)
    },
  )

  describe('of a workload with one of its own', () => {
    const choose = (given: Readonly<Record<string, readonly string[]>>): ReturnType<typeof chooseLoads> =>
      chooseLoads(new Arguments(given, new Set(), []), [
        tiny,
        { ...tiny, name: 'paced', load: { rate: 1000, arrivals: 'constant' } },
      ])
    const usual = { mode: 'open', share: 0.7, arrivals: 'poisson' }

    it('is offered to it alone', () => {
      const own = { mode: 'open', rate: 1000, arrivals: 'constant' }
      expect(choose({})).toEqual({ load: usual, loads: { paced: own } })
      expect(chooseLoads(new Arguments({}, new Set(), []), [tiny])).toEqual({ load: usual })
    })

    it('gives way to one that is asked for', () => {
      expect(choose({ load: ['saturated'] })).toEqual({ load: { mode: 'saturated' } })
      expect(choose({ arrivals: ['bursts'] })).toEqual({
        load: { ...usual, arrivals: 'bursts' },
        loads: { paced: { mode: 'open', rate: 1000, arrivals: 'bursts' } },
      })
    })
  })

  it('says how to give a rate', () => {
    expect(() => parseLoad('open:50000', 'poisson')).toThrow('open:50000/s')
    expect(() => parseLoad('saturated', 'poison')).toThrow('Did you mean `poisson`')
  })
})

describe('a shard', () => {
  it.each(['0/2', '3/2', '1', '1/0', 'a/b', '1/2/3'])('%j is rejected', (text) => {
    expect(() => parseShard(text)).toThrow(expect.objectContaining({ code: 'SHARD_SYNTAX' }) as Error)
  })

  it('takes whole blocks, and all shards together take each trial once', () => {
    const trials = [0, 1, 2].flatMap((block) =>
      ['a', 'b'].flatMap((update) =>
        [0, 1].map((position) => ({ workload: 'w', update, block, position }) as PlannedTrial),
      ),
    )
    const shards = [1, 2, 3, 4].map((index) => takeShard(trials, parseShard(`${index}/4`)))
    expect(shards.map((shard) => shard.length)).toEqual([4, 4, 2, 2])
    expect(new Set(shards.flat())).toEqual(new Set(trials))
    const blocks = shards.map((shard) => new Set(shard.map(({ update, block }) => `${update}${block}`)))
    expect(new Set(blocks.flatMap((names) => [...names])).size).toBe(6)
    expect(blocks.reduce((sum, names) => sum + names.size, 0)).toBe(6)
  })
})
