import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, asyncProperty, boolean, integer } from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readResultSet } from '../../store/read-set.ts'
import type { Environment, TrialRecord } from '../../store/record.ts'
import { answerTrial } from '../../store/synthetic-record.ts'
import { createTrialId } from '../../store/trial-id.ts'
import type { RunTrial } from '../context.ts'
import { answerWell, createFakeContext, type FakeContext } from '../fake-context.ts'
import { main } from '../main.ts'

let context: FakeContext

beforeEach(() => {
  context = createFakeContext(answerWell)
})

afterEach(() => context.remove())

const options = ['--blocks', '3', '--load', 'saturated'] as const

describe('bench merge', () => {
  it('makes of any number of shards what the matrix in one piece is', async () => {
    await matrix('--set', 'whole')
    const whole = readResultSet(folder('whole'))
    await assert(
      asyncProperty(integer({ min: 1, max: 8 }), boolean(), async (count, isReversed) => {
        const name = `merged-${count}-${isReversed}`
        const shards = Array.from({ length: count }, (_, index) => `${name}-${index + 1}`)
        for (const [index, shard] of shards.entries()) await matrix('--set', shard, '--shard', `${index + 1}/${count}`)
        const there = shards.filter((shard) => existsSync(join(folder(shard), 'trials')))
        expect(await merge(...(isReversed ? there.toReversed() : there), '--set', name)).toBe(0)
        expect(readResultSet(folder(name))).toEqual(whole)
        expect(existsSync(join(folder(name), 'digest.jsonl'))).toBe(true)
        expect(readFileSync(join(folder(name), 'plan.json'), 'utf8')).toBe(
          readFileSync(join(folder('whole'), 'plan.json'), 'utf8'),
        )
      }),
      { numRuns: 6, seed: 1 },
    )
  })

  it('takes the name that follows from the plan, and paths too; done again it adds nothing', async () => {
    await matrix('--set', 'a', '--shard', '1/2')
    await matrix('--set', 'b', '--shard', '2/2')
    cpSync(folder('b'), join(context.root, 'elsewhere'), { recursive: true })
    expect(await merge('a', './elsewhere')).toBe(0)
    const [name = ''] = readdirSync(join(context.root, 'results')).filter((each) => each.startsWith('matrix-'))
    const file = join(folder(name), 'trials/merged.jsonl')
    const before = readFileSync(file, 'utf8')
    expect(await merge('a', './elsewhere')).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe(before)
    expect(context.err.text).not.toContain('run elsewhere too')
  })

  it('says what is missing, and is undecided then', async () => {
    await matrix('--set', 'a', '--shard', '1/3')
    expect(await merge('a', '--set', 'part')).toBe(2)
    expect(context.out.text).toMatch(/missing {2}\d+ trials, the first of them tiny\/\w+ block \d /)
    await matrix('--set', 'part')
    expect(readResultSet(folder('part')).records).toHaveLength(readResultSet(folder('part')).plan.trials.length)
  })

  it.each([
    ['another option', ['--load', 'open:5000/s'], undefined, /load\.mode \("saturated", not "open"\)/],
    ['another parameter', ['--param', 'size=7'], undefined, /parameters\.tiny\.size \(100, not 7\)/],
    ['another seed', ['--seed', '9'], undefined, /seed \(1, not 9\)/],
    ['more blocks', ['--blocks', '4'], undefined, /blocks \(3, not 4\)/],
    ['other strategies', ['--strategy', 'podus'], undefined, /strategies \(\["direct","podus","dmert"\], not /],
    ['another Node', [], { node: 'v0.1' }, /environment\.node \("v26\.10\.0", not "v0\.1"\)/],
    ['other dependencies', [], { lockHash: 'other' }, /environment\.lockHash/],
  ] as const)('refuses to mix sets with %s, and names it', async (_, more, environment, message) => {
    await matrix('--set', 'a')
    const other = answerFrom(environment ?? {})
    const args = options.flatMap((option, index) =>
      index % 2 === 0 && (more as readonly string[]).includes(option)
        ? []
        : index % 2 === 1 && (more as readonly string[]).includes(options[index - 1]!)
          ? []
          : [option],
    )
    await main(['matrix', ...args, ...more, '--set', 'b'], { ...context, runTrial: other })
    expect(await merge('a', 'b', '--set', 'mixed')).toBe(64)
    expect(context.err.text).toMatch(message)
    expect(existsSync(folder('mixed'))).toBe(false)
  })

  it('refuses to mix sets of other sources, and says whose', async () => {
    await matrix('--set', 'a')
    const plan = join(folder('a'), 'plan.json')
    cpSync(folder('a'), folder('b'), { recursive: true })
    const text = readFileSync(plan, 'utf8').replace(/"hash": "\w+"/, '"hash": "0"')
    const changed = text.replaceAll(/("strategy":"podus".*"id":")\w+/g, '$1changed')
    writeFileSync(join(folder('b'), 'plan.json'), changed)
    expect(await merge('a', 'b')).toBe(64)
    expect(context.err.text).toContain('sources (other code for podus)')
  })

  it('uses of a trial that was run twice the one that was begun first, and says so', async () => {
    await matrix('--set', 'a')
    await main(['matrix', ...options, '--set', 'b'], {
      ...context,
      runTrial: (plan) =>
        Promise.resolve(answerTrial(plan, createTrialId(plan), { startedAt: '2020-01-01T00:00:00.000Z' })),
    })
    for (const order of [
      ['a', 'b'],
      ['b', 'a'],
    ]) {
      expect(await merge(...order, '--set', order.join('-'))).toBe(2)
      const { records } = readResultSet(folder(order.join('-')))
      expect(new Set(records.map(({ startedAt }) => startedAt))).toEqual(new Set(['2020-01-01T00:00:00.000Z']))
    }
    expect(context.err.text).toContain('was run elsewhere too')
  })

  it('reports a line that cannot be read, with file and line, and is undecided', async () => {
    await matrix('--set', 'a', '--shard', '1/1')
    const file = join(folder('a'), 'trials/1-of-1.jsonl')
    const lines = readFileSync(file, 'utf8').split('\n')
    writeFileSync(file, lines.with(2, '{"schema"').join('\n'))
    expect(await merge('a', '--set', 'b')).toBe(2)
    expect(context.err.text).toMatch(/a\/trials\/1-of-1\.jsonl:3: cannot be read/)
    expect(context.out.text).toContain('missing  1 trial')
  })

  it('keeps the machines that took part, and the capacities that were measured there', async () => {
    for (const [index, set] of ['a', 'b'].entries())
      await main(['matrix', '--blocks', '3', '--set', set, '--shard', `${index + 1}/2`], context)
    await merge('a', 'b', '--set', 'both')
    const [file = ''] = readdirSync(join(folder('both'), 'env'))
    const read = (set: string): { capacities: object } =>
      JSON.parse(readFileSync(join(folder(set), 'env', file), 'utf8')) as { capacities: object }
    expect(read('both').capacities).toEqual({ ...read('a').capacities, ...read('b').capacities })
  })

  it('says what to do where there is no set, or nothing in it', async () => {
    expect(await merge('nowhere')).toBe(64)
    expect(await merge()).toBe(64)
    await main(['matrix', ...options, '--set', 'a'], { ...context, runTrial: () => Promise.reject(new Error('no')) })
    mkdirSync(join(context.root, 'results'), { recursive: true })
    expect(await merge('a', '--set', 'b')).toBe(3)
  })
})

function answerFrom(changes: Partial<Environment>): RunTrial {
  return async (plan, how) => {
    const record: TrialRecord = await answerWell(plan, how)
    return { ...record, environment: { ...record.environment, ...changes } }
  }
}

async function matrix(...args: readonly string[]): Promise<number> {
  return main(['matrix', ...options, ...args], context)
}

async function merge(...args: readonly string[]): Promise<number> {
  return main(['merge', ...args], context)
}

function folder(set: string): string {
  return join(context.root, 'results', set)
}
