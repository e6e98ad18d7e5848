import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { usualVoidRules } from '../../store/void-rules.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { changeKinds } from '../../program/change-kind.ts'
import { createFakeContext, answerWell, writeFiles, type FakeContext } from '../fake-context.ts'
import { main } from '../main.ts'
import type { PlanReport } from './plan-text.ts'
import type { RecordsReport } from './records-text.ts'

let context: FakeContext
let asked: string[]
/** The trial with this number, from 1, dies. */
let deadly = Infinity

beforeEach(() => {
  asked = []
  deadly = Infinity
  context = createFakeContext((plan, options) => {
    asked.push(`${plan.update} ${plan.block} ${plan.strategy.name} ${plan.role}${plan.traced ? ' traced' : ''}`)
    return asked.length === deadly ? Promise.reject(new Error('killed')) : answerWell(plan, options)
  })
})

afterEach(() => context.remove())

const smoke = ['--smoke', '--load', 'saturated', '--update', 'all'] as const

describe('bench matrix', () => {
  it('--smoke takes of each workload the update that most strategies can do', async () => {
    expect(await run('--smoke', '--load', 'saturated')).toBe(0)
    expect(new Set(asked.map((text) => text.split(' ')[0]))).toEqual(new Set(['faster']))
  })

  it('--smoke runs one block of every strategy, its null update and its trace, without fresh starts', async () => {
    expect(await run(...smoke)).toBe(0)
    // In `offset` the type of a procedure changes, which nobody here does.
    expect(asked.filter((text) => text.startsWith('faster')).toSorted()).toEqual([
      'faster 0 direct direct',
      'faster 0 direct strategy',
      'faster 0 dmert null',
      'faster 0 dmert strategy',
      'faster 0 dmert strategy traced',
      'faster 0 podus null',
      'faster 0 podus strategy',
      'faster 0 podus strategy traced',
    ])
    expect(asked.filter((text) => text.startsWith('offset')).toSorted()).toEqual([
      'offset 0 direct strategy',
      'offset 0 dmert strategy',
      'offset 0 podus strategy',
    ])
    expect(context.asked.every(({ parameters }) => parameters['size'] === 10)).toBe(true)
  })

  it('leaves a digest when the set is complete, so that the first table of it is as quick as the next', async () => {
    const digest = join(context.root, 'results/halves/digest.jsonl')
    await run(...smoke, '--set', 'halves', '--shard', '1/2')
    expect(existsSync(digest)).toBe(false)
    await run(...smoke, '--set', 'halves', '--shard', '2/2')
    expect(existsSync(digest)).toBe(true)
  })

  it('--smoke runs as many trials at the same time as there are processors, where nothing can be late by that', async () => {
    expect(await countAbreast(undefined)).toBe(3)
    expect(await countAbreast(5)).toBe(1)
  })

  async function countAbreast(deadlineMs: number | undefined): Promise<number> {
    let [running, most] = [0, 0]
    const fake = createFakeContext(async (plan, options) => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => void setImmediate(resolve))
      running--
      return answerWell(plan, options)
    })
    const { tiny } = await fake.loadWorkloads()
    const workload = { ...tiny!, ...(deadlineMs === undefined ? {} : { deadlineMs }) }
    expect(
      await main(['matrix', ...smoke], {
        ...fake,
        processors: 3,
        loadWorkloads: () => Promise.resolve({ tiny: workload }),
      }),
    ).toBe(0)
    const stored = join(fake.root, 'results')
    const [set = ''] = readdirSync(stored)
    const lines = readFileSync(join(stored, set, 'trials/1-of-1.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
    expect(new Set(lines.map((line) => (JSON.parse(line) as { id: string }).id)).size).toBe(11)
    fake.remove()
    return most
  }

  it('runs block by block, with fresh starts; traces and refusals once', async () => {
    await run('--blocks', '2', '--load', 'saturated', '--strategy', 'podus')
    expect(asked.map((text) => text.split(' ').slice(0, 2).join(' '))).toEqual([
      ...Array.from({ length: 6 }, () => 'faster 0'),
      'offset 0',
      ...Array.from({ length: 5 }, () => 'faster 1'),
    ])
    expect(asked.slice(7).toSorted()).toEqual([
      'faster 1 direct direct',
      'faster 1 podus a/a',
      'faster 1 podus fresh',
      'faster 1 podus null',
      'faster 1 podus strategy',
    ])
  })

  it('takes only what is asked for', async () => {
    await run('--smoke', '--strategy', 'podus,dmert', '--update', 'tiny/faster')
    expect(new Set(asked.map((text) => text.split(' ')[0]))).toEqual(new Set(['faster']))
    expect(await run('--smoke', '--update', 'fastr')).toBe(64)
    expect(context.err.text).toContain('Did you mean `faster`')
    expect(await run(...smoke, '--workload', 'tony')).toBe(64)
    expect(await run(...smoke, '--strategy', 'x')).toBe(64)
  })

  it.each([
    ['1', 1],
    ['2', 3],
  ])('calibrates each program by the median of some trials: with %s blocks, %i', async (blocks, n) => {
    await run('--smoke', '--blocks', blocks)
    expect(context.asked.filter(({ load }) => load.mode === 'saturated')).toHaveLength(n)
  })

  it('--dry-run says what would be run, and leaves nothing behind', async () => {
    expect(await run(...smoke, '--dry-run')).toBe(0)
    expect(context.out.text).toMatch(/tiny\/faster +podus, dmert +direct\n/)
    expect(context.out.text).toMatch(
      /2 cells × 1 block, seed 1\. 2 blocks to be run here, in this order:\n {2}tiny\/faster block 1: /,
    )
    expect(context.out.text).toContain('With a single block no effect can be told from noise.')
    expect(context.out.text).toMatch(/11 trials, at a guess .* Nothing was run\./)
    expect(asked).toEqual([])
    expect(existsSync(join(context.root, 'results'))).toBe(false)
  })

  it('--dry-run tells the effect that so many blocks find, and as JSON the order of all turns', async () => {
    await run('--blocks', '15', '--load', 'saturated', '--strategy', 'podus', '--dry-run')
    expect(context.out.text).toMatch(/15 blocks find .*from 1\.\d+ % on where ratios spread by 2 %/)
    const start = context.out.text.length
    await run('--blocks', '15', '--load', 'saturated', '--strategy', 'podus', '--dry-run', '--json')
    const report = JSON.parse(context.out.text.slice(start)) as PlanReport
    await run('--blocks', '15', '--load', 'saturated', '--strategy', 'podus')
    expect(report.order.flatMap(({ block, turns }) => turns.map((turn) => `${block} ${turn}`))).toEqual(
      context.asked.map(
        ({ workload, update, block, strategy: { name }, role, traced }) =>
          `${workload.name}/${update} block ${block + 1} ${name}${traced ? ' traced' : role === 'strategy' || role === name ? '' : ` ${role}`}`,
      ),
    )
  })

  it('--json reports what was stored', async () => {
    await run(...smoke, '--json')
    expect(JSON.parse(context.out.text)).toMatchObject({ trials: 11, planned: 11, outcomes: { '✓': 5, '–': 1 } })
  })

  it('runs the control that hurts in every block, whichever strategies are asked for', async () => {
    const strategies = await context.loadStrategies()
    const withControl = {
      ...context,
      loadStrategies: () => Promise.resolve({ ...strategies, podus: { ...strategies['podus']!, isControl: true } }),
    }
    await main(
      ['matrix', '--blocks', '1', '--load', 'saturated', '--strategy', 'dmert', '--update', 'faster'],
      withControl,
    )
    expect(asked.toSorted()).toEqual([
      'faster 0 direct direct',
      'faster 0 dmert a/a',
      'faster 0 dmert fresh',
      'faster 0 dmert null',
      'faster 0 dmert strategy',
      'faster 0 dmert strategy traced',
      'faster 0 podus null',
      'faster 0 podus strategy',
    ])
  })

  it('takes the shard that the engine says, and tells it', async () => {
    const env = { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '2' }
    await main(['matrix', '--blocks', '3', '--load', 'saturated'], { ...context, env })
    expect(context.err.text).toContain('Shard 2/2, by GitLab CI (CI_NODE_INDEX=2 of 2).')
    expect(readdirSync(join(context.root, 'results/latest/trials'))).toEqual(['2-of-2.jsonl'])
    expect(await main(['matrix'], { ...context, env: { JOB_COMPLETION_INDEX: '0' } })).toBe(64)
  })

  it('runs each trial in just one of its shards, into one set', async () => {
    await run('--blocks', '3', '--load', 'saturated', '--shard', '1/2')
    const first = asked.length
    await run('--blocks', '3', '--load', 'saturated', '--shard', '2/2')
    expect(first).toBeLessThan(asked.length)
    expect(new Set(asked).size).toBe(asked.length)
    const [set, ...others] = readdirSync(join(context.root, 'results')).filter((name) => name !== 'latest')
    expect(others).toEqual([])
    expect(readdirSync(join(context.root, 'results', set ?? '', 'trials'))).toEqual(['1-of-2.jsonl', '2-of-2.jsonl'])
    expect(await run('--blocks', '3', '--load', 'saturated', '--shard', '3/2')).toBe(64)
    expect(await run(...smoke, '--shard', '8/9')).toBe(3)
  })
})

describe('on a machine that does not keep still', () => {
  /** In the second block the machine stalls, during one trial. */
  function stall(): FakeContext {
    const still = { lagMs: 1, othersShare: 0, calibrationNs: [1000, 1000] as const }
    return {
      ...context,
      watchNoise: () => () => ({
        noise: asked.at(-1)?.startsWith('faster 1 podus null') === true ? { ...still, lagMs: 300 } : still,
        stealShare: 0,
      }),
    }
  }

  it('a block is void by the rules of the plan: it is told of, and left out of the table', async () => {
    const args = ['--blocks', '3', '--load', 'saturated', '--strategy', 'podus', '--update', 'faster']
    await main(['matrix', ...args], stall())
    expect(context.out.text).toMatch(/1 block void.*\n {2}tiny\/faster block 2 is void: podus null: an idle process/)
    const start = context.out.text.length
    await main(['table'], context)
    expect(context.out.text.slice(start)).toMatch(/\*\*1 block left out by the rules fixed in the plan/)
    expect(context.out.text.slice(start)).toMatch(/\| podus +\| ✓ +\| ✓ +\| 2 /)
  })

  it('the rules are set when the plan is made, and are part of it', async () => {
    const args = ['--blocks', '3', '--load', 'saturated', '--strategy', 'podus', '--update', 'faster', '--set', 'lax']
    await main(['matrix', ...args, '--void', 'lag=0.5s,steal=5%', '--dry-run', '--json'], context)
    expect(JSON.parse(context.out.text)).toMatchObject({
      voidRules: { ...usualVoidRules, lagMs: 500, stealShare: 0.05 },
    })
    await main(['matrix', ...args, '--void', 'lag=0.5s'], stall())
    expect(context.out.text).not.toContain('block void')
    expect(await main(['matrix', ...args, '--void', 'lag=50ms'], context)).toBe(64)
    expect(context.err.text).toContain('voidRules.lagMs (500, not 50)')
    expect(await main(['matrix', ...args, '--void', 'none'], context)).toBe(64)
    expect(context.err.text).toContain('voidRules (')
  })

  it.each([
    ['lag', 'expected `none`, `usual`, or rules with their limits, got `lag`'],
    ['none,lag=5ms', 'expected `none`, `usual`, or rules with their limits, got `none`'],
    ['leg=5ms', '--void: expected the name of a rule, got `leg`. Did you mean `lag`?'],
    ['lag=fast', '--void lag: expected a time, got `fast`. For example 1ms'],
    ['steal=120%', '--void steal: expected a limit from 0 to 100%, got `120%`'],
    ['speed=0.5', '--void speed: expected a limit of 1 or more, got `0.5`'],
  ])('what cannot be a rule is refused: %s', async (text, message) => {
    expect(await main(['matrix', '--smoke', '--void', text, '--dry-run'], context)).toBe(64)
    expect(context.err.text).toContain(message)
  })

  it('a dry run says by which rules blocks will be void', async () => {
    await main(['matrix', '--smoke', '--dry-run'], context)
    expect(context.out.text).toContain('No block will be void, whatever the machine does.')
    await main(['matrix', '--smoke', '--void', 'usual', '--dry-run'], context)
    expect(context.out.text).toContain(
      'A block will be void if during one of its trials more than 10 % of the processors’ time goes to other machines, more than 20 % of it goes to other processes, the machine is more than 1.5 times slower or faster than usual, or an idle process waits for more than 100 ms.',
    )
  })

  it('a first look has no blocks to lose: there are only warnings', async () => {
    await main(['matrix', '--smoke', '--blocks', '2', '--load', 'saturated', '--strategy', 'podus'], stall())
    expect(context.out.text).not.toContain('void')
    expect(readFileSync(trialFile(), 'utf8')).toContain('"code":"machine-stalled"')
  })
})

describe('a matrix that was killed', () => {
  beforeEach(async () => {
    deadly = 6
    await run(...smoke)
    deadly = Infinity
  })

  it('says what went wrong', () => {
    expect(context.err.text).toContain('internal error: Error: killed')
  })

  it('goes on with the same command, and runs nothing twice', async () => {
    const whole = asked.slice(0, 5)
    asked.length = 0
    expect(await run(...smoke)).toBe(0)
    expect(asked).toHaveLength(6)
    expect(asked.filter((text) => whole.includes(text))).toEqual([])
    expect(context.err.text).toContain('5 of 11 trials are there already.')
  })

  it('sets a torn last line aside, says so, and runs that trial again', async () => {
    const lines = readFileSync(trialFile(), 'utf8').trimEnd().split('\n')
    writeFileSync(trialFile(), `${lines.slice(0, 4).join('\n')}\n${lines[4]?.slice(0, 99)}`)
    const last = asked[4]
    asked.length = 0
    expect(await run(...smoke, '--json')).toBe(0)
    expect(asked).toHaveLength(7)
    expect(asked).toContain(last)
    expect(context.err.text).toMatch(
      /1-of-1\.jsonl:5: the last line had been cut short; it was set aside into .*1-of-1\.torn/,
    )
    expect((JSON.parse(context.out.text) as RecordsReport).trials).toBe(11)
  })

  it('reports a damaged line in the middle with file and line, and runs that trial again', async () => {
    const lines = readFileSync(trialFile(), 'utf8').trimEnd().split('\n')
    writeFileSync(trialFile(), `${lines.with(1, '{"damaged').join('\n')}\n`)
    asked.length = 0
    expect(await run(...smoke)).toBe(0)
    expect(asked).toHaveLength(7)
    expect(context.err.text).toMatch(/1-of-1\.jsonl:2: cannot be read/)
    expect(readFileSync(trialFile(), 'utf8').split('\n')[1]).toBe('{"damaged')
  })

  it('stores the others that ran at the same time, begins none after it, and goes on', async () => {
    asked.length = 0
    deadly = 4
    const wide = { ...context, processors: 3 }
    expect(await main(['matrix', ...smoke, '--set', 'wide'], wide)).toBe(70)
    const begun = asked.length
    expect(begun).toBeLessThan(11)
    deadly = Infinity
    asked.length = 0
    expect(await main(['matrix', ...smoke, '--set', 'wide'], wide)).toBe(0)
    expect(asked).toHaveLength(11 - begun + 1)
  })

  it('starts another set when the options are others', async () => {
    asked.length = 0
    await run(...smoke, '--seed', '2')
    expect(asked).toHaveLength(11)
  })
})

describe('bench table', () => {
  it('prints and writes the comparison of the latest results, the same bytes each time', async () => {
    await run(...smoke)
    const tables = [await table(), await table()]
    expect(tables[0]).toBe(tables[1])
    expect(tables[0]).toContain('#### tiny/faster')
    expect(tables[0]).toBe(readFileSync(join(context.root, 'reports/table.md'), 'utf8'))
    expect(readFileSync(join(context.root, 'reports/table.csv'), 'utf8')).toMatch(
      /^workload,update,[^]*\ntiny,faster,v1,v2,body,podus,false,✓,✓,/m,
    )
  })

  it('finds a set by name or path, and writes CSV where it is asked to', async () => {
    await run(...smoke, '--set', 'mine')
    const byName = await table('--set', 'mine', '--csv', 'cells.csv')
    expect(await table('--set', 'results/mine')).toBe(byName)
    expect(readFileSync(join(context.root, 'cells.csv'))).toEqual(readFileSync(join(context.root, 'reports/table.csv')))
    expect(JSON.parse(await table('--set', 'mine', '--json'))).toMatchObject({
      source: { set: 'mine', trials: 11 },
      cells: [{ strategy: 'direct' }, { strategy: 'podus' }, {}, {}, {}, {}],
    })
  })

  it('shows the claims of a strategy that was given by its path, as long as it is there', async () => {
    const claims = Object.fromEntries(Object.keys(changeKinds).map((kind) => [kind, { expect: 'stalls' }]))
    const source = `export const strategy = { name: 'mine', assess: () => [], claims: ${JSON.stringify(claims)}, profile: { type: 'my own type' } }`
    writeFiles(join(context.root, 'mine'), { 'index.ts': source })
    await run('--smoke', '--load', 'saturated', '--strategy', './mine', '--update', 'faster')
    expect(await table()).toMatch(/\| mine +\| my own type/)
    expect(await table()).toContain('mine claims ✗ for body, measured ✓ in 1 of 1')
    rmSync(join(context.root, 'mine'), { recursive: true })
    expect(await table()).toMatch(/\| mine +\| ✓ +\| +\| 1 /)
  })

  it('is undecided where a result cannot be read, and says which', async () => {
    await run(...smoke)
    appendFileSync(trialFile(), 'damaged\n')
    expect(await main(['table'], context)).toBe(2)
    expect(context.err.text).toMatch(/1-of-1\.jsonl:12: cannot be read/)
    expect(context.out.text).toContain('could not be used')
  })

  it('says what to do where there are no results', async () => {
    expect(await main(['table'], context)).toBe(64)
    expect(context.err.text).toContain('bench matrix --smoke')
    expect(await main(['table', '--set', 'nowhere'], context)).toBe(64)
    expect(await main(['table', '--csv', 'no/where.csv'], context)).toBe(64)
  })

  it('says that nothing was measured where a set is empty', async () => {
    deadly = 1
    await run(...smoke, '--set', 'empty')
    expect(await main(['table', '--set', 'empty'], context)).toBe(3)
  })

  async function table(...args: readonly string[]): Promise<string> {
    const start = context.out.text.length
    expect(await main(['table', ...args], context)).toBe(0)
    return context.out.text.slice(start)
  }
})

async function run(...args: readonly string[]): Promise<number> {
  return main(['matrix', ...args], context)
}

function trialFile(): string {
  return join(context.root, 'results/latest/trials/1-of-1.jsonl')
}
