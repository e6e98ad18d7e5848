import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { RunSummary } from '../../report/run-summary.ts'
import type { TrialRecord } from '../../store/record.ts'
import { answerTrial, countViolations, createSyntheticRecord } from '../../store/synthetic-record.ts'
import { createTrialId } from '../../store/trial-id.ts'
import type { RunTrial } from '../context.ts'
import { answerWell, createFakeContext, type FakeContext } from '../fake-context.ts'
import { main } from '../main.ts'

let context: FakeContext

afterEach(() => context.remove())

describe('bench run', () => {
  it('runs a traced trial, then in each block the strategy and its controls, under one seed', async () => {
    expect(await run(['--trials', '3'])).toBe(0)
    const calibrations = context.asked.slice(0, 3)
    for (const calibration of calibrations)
      expect(calibration).toMatchObject({ strategy: { name: 'direct' }, role: 'direct', load: { mode: 'saturated' } })
    const [traced, ...timed] = context.asked.slice(3)
    expect(traced).toMatchObject({ strategy: { name: 'podus' }, role: 'strategy', traced: true, seed: 1 })
    for (const block of [0, 1, 2]) {
      const plans = timed.filter((plan) => plan.block === block)
      expect(plans.map(({ role }) => role).toSorted()).toEqual(['a/a', 'direct', 'fresh', 'null', 'strategy'])
      expect(new Set(plans.map(({ seed }) => seed))).toEqual(new Set([1 + block]))
      expect(plans.every((plan) => !plan.traced)).toBe(true)
    }
  })

  it('draws the order of each block by lot, the same for the same seed', async () => {
    const orders = async (seed: string): Promise<string[]> => {
      context?.remove()
      await run(['--trials', '8', '--seed', seed])
      const timed = context.asked.filter(({ traced }) => !traced).slice(3)
      return [0, 1, 2, 3, 4, 5, 6, 7].map((block) =>
        timed
          .filter((plan) => plan.block === block)
          .map(({ role }) => role)
          .join(),
      )
    }
    const first = await orders('5')
    expect(await orders('5')).toEqual(first)
    expect(await orders('6')).not.toEqual(first)
    expect(new Set(first).size).toBeGreaterThan(3)
  })

  it("offers a share of direct's capacity, measured once", async () => {
    await run(['--trials', '2', '--load', 'open:0.5', '--arrivals', 'constant'])
    const loads = context.asked
      .filter(({ traced }) => !traced)
      .slice(3)
      .map(({ load }) => load)
    expect(loads).toHaveLength(10)
    for (const load of loads) expect(load).toEqual({ mode: 'open', share: 0.5, rate: 450_000, arrivals: 'constant' })
  })

  it.each([
    ['saturated', { mode: 'saturated' }],
    ['open:5000/s', { mode: 'open', rate: 5000, arrivals: 'poisson' }],
  ])('needs no calibration for %s', async (text, load) => {
    await run(['--load', text])
    expect(context.asked).toHaveLength(6)
    const timed = context.asked.filter(({ traced }) => !traced)
    expect(timed.map((plan) => plan.load)).toEqual(Array.from({ length: 5 }, () => load))
  })

  it('passes on parameters, windows and the update', async () => {
    await run(['--param', 'size=7', '--quick', '--update', 'faster'])
    expect(context.asked.at(-1)).toMatchObject({
      parameters: { size: 7, processes: 1 },
      windows: { horizonMs: 300 },
      update: 'faster',
    })
  })

  it('prints outcome, verdict, picture, figures and where it is stored', async () => {
    await run([])
    for (const text of ['outcome  completed', 'verdict  valid', 'good replies per ms', 'downtime', 'stored   '])
      expect(context.out.text).toContain(text)
    expect(context.err.text).toMatch(/\[1\/6\] tiny\/faster block 1 podus traced: completed; .* about .* left/)
  })

  it('stores each trial under its plan, and becomes the latest', async () => {
    await run([])
    const set = join(context.root, 'results/20260131-123456-podus-tiny')
    expect(readlinkSync(join(context.root, 'results/latest'))).toBe('20260131-123456-podus-tiny')
    const lines = readFileSync(join(set, 'trials/1-of-1.jsonl'), 'utf8').trimEnd().split('\n')
    const records = lines.map((line) => JSON.parse(line) as TrialRecord)
    expect(records.map(({ role, traced }) => `${role}${traced === true ? ' traced' : ''}`).toSorted()).toEqual([
      'a/a',
      'direct',
      'fresh',
      'null',
      'strategy',
      'strategy traced',
    ])
    const plan = JSON.parse(readFileSync(join(set, 'plan.json'), 'utf8')) as { trials: { id: string }[] }
    expect(plan.trials.map(({ id }) => id)).toEqual(records.map(({ id }) => id))
    expect(readdirSync(join(set, 'env'))).toEqual([expect.stringMatching(/^host-.*\.json$/)])
  })

  it('goes on where it was stopped', async () => {
    let asked = 0
    const breakOff: RunTrial = (plan, options) =>
      ++asked > 4 ? Promise.reject(new Error('power failure')) : answerWell(plan, options)
    expect(await run(['--set', 'mine'], breakOff)).toBe(70)
    const again = { ...context, runTrial: answerWell }
    expect(await main(command(['--set', 'mine']), again)).toBe(0)
    expect(context.err.text).toContain('3 of 6 trials are there already.')
    expect(context.out.text).toContain('outcome  completed')
  })

  it('does not run a second time what is there', async () => {
    await run(['--set', 'mine'])
    const before = context.asked.length
    expect(await main(command(['--set', 'mine']), context)).toBe(0)
    expect(context.asked).toHaveLength(before)
  })

  it('does not mix two plans in one set', async () => {
    await run(['--set', 'mine'])
    expect(await main(command(['--set', 'mine', '--seed', '2']), context)).toBe(64)
    expect(context.err.text).toContain('Give another name with --set')
  })

  it('stops if the sources change under it', async () => {
    expect(
      await run(['--set', 'mine'], (plan) =>
        Promise.resolve(answerTrial(plan, plan.role === 'null' ? 'another' : createTrialId(plan))),
      ),
    ).toBe(64)
    expect(context.err.text).toContain('the sources have changed')
  })

  it('stops at Ctrl-C, keeps what it has, and throws away the trial that was cut off', async () => {
    let asked = 0
    const interrupted: RunTrial = (plan, { signal }) => {
      if (++asked === 3) process.emit('SIGINT')
      return Promise.resolve(answerTrial(plan, createTrialId(plan), signal.aborted ? { outcome: 'failed' } : {}))
    }
    expect(await run(['--set', 'mine'], interrupted)).toBe(130)
    expect(context.err.text).toContain('--set mine goes on from here')
    expect(
      readFileSync(join(context.root, 'results/mine/trials/1-of-1.jsonl'), 'utf8').trimEnd().split('\n'),
    ).toHaveLength(1)
    expect(process.listenerCount('SIGINT')).toBe(0)
  })
})

describe('exit codes of bench run', () => {
  const answer =
    (changes: Parameters<typeof createSyntheticRecord>[0], violations?: Parameters<typeof answerTrial>[3]): RunTrial =>
    (plan) =>
      Promise.resolve(
        answerTrial(
          plan,
          createTrialId(plan),
          plan.role === 'strategy' && !plan.traced ? changes : {},
          plan.role === 'strategy' && !plan.traced ? violations : undefined,
        ),
      )

  it.each<[number, string, RunTrial]>([
    [0, 'all is well', answerWell],
    [0, 'no safe point was found, and nothing was broken', answer({ outcome: 'stalled' })],
    [1, 'a client saw a violation', answer({}, countViolations({ lost: 1 }))],
    [1, 'the update failed half-way', answer({ outcome: 'failed' })],
    [2, 'the verdict is unknown', answer({ verdict: 'unknown' })],
    [2, 'the trial died and nobody knows', answer({ outcome: 'failed', verdict: 'unknown' })],
    [
      3,
      'direct does not serve',
      (plan) =>
        Promise.resolve(answerTrial(plan, createTrialId(plan), { outcome: 'failed', metrics: { capacityBefore: 0 } })),
    ],
    [70, 'a trial cannot be run at all', () => Promise.reject(new Error('a bug'))],
  ])('%i if %s', async (code, _, runTrial) => {
    expect(await run([], runTrial)).toBe(code)
  })

  it('1 if only the traced run shows a violation', async () => {
    const torn: RunTrial = (plan) =>
      Promise.resolve(
        answerTrial(plan, createTrialId(plan), {}, plan.traced ? countViolations({}, { torn: 2 }) : undefined),
      )
    expect(await run(['--json', '-'], torn)).toBe(1)
    const summary = JSON.parse(context.out.text) as RunSummary
    expect(summary).toMatchObject({ verdict: 'invalid', violations: { total: 2, internal: { torn: 2 } } })
    const lines = readFileSync(join(context.root, 'results/latest/trials/1-of-1.jsonl'), 'utf8').trimEnd().split('\n')
    const stored = lines.map((line) => JSON.parse(line) as TrialRecord).filter(({ role }) => role === 'strategy')
    expect(stored.map(({ verdict }) => verdict)).toEqual(['invalid', 'invalid'])
  })
})

describe('an update that the strategy refuses', () => {
  it('is not run, but recorded with the reason; nothing was measured', async () => {
    expect(await run(['--update', 'offset', '--json', '-', '--trials', '5'], answerWell, 'dmert')).toBe(3)
    expect(context.asked).toMatchObject([{ role: 'strategy', traced: false, forced: false }])
    expect(JSON.parse(context.out.text)).toMatchObject({
      outcome: 'refused',
      reason: 'main.ts#double: only bodies',
      n: 1,
    })
  })

  it('is run by force, with its controls', async () => {
    expect(await run(['--update', 'offset', '--force'], answerWell, 'dmert')).toBe(0)
    const forced = context.asked.filter((plan) => plan.forced)
    expect(forced.map(({ role, traced }) => `${role} ${traced}`).toSorted()).toEqual([
      'strategy false',
      'strategy true',
    ])
    expect(context.out.text).toContain('forced')
  })

  it('does not count where others of several were measured', async () => {
    expect(await run(['--update', 'all', '--json', '-'], answerWell, 'dmert')).toBe(0)
    const summaries = JSON.parse(context.out.text) as RunSummary[]
    expect(summaries.map(({ update, outcome }) => `${update} ${outcome}`)).toEqual([
      'faster completed',
      'offset refused',
    ])
  })

  it('is not called forced if it is allowed', async () => {
    await run(['--force'])
    expect(context.asked.some(({ forced }) => forced)).toBe(false)
  })
})

describe('--json', () => {
  it('holds the summary with every field of a record, and every trial with the figures of its block', async () => {
    await run(['--trials', '2', '--json', 'out.json'])
    const summary = JSON.parse(readFileSync(join(context.root, 'out.json'), 'utf8')) as RunSummary
    expect(Object.keys(summary)).toEqual(expect.arrayContaining(Object.keys(createSyntheticRecord())))
    expect(summary).toMatchObject({
      strategy: 'podus',
      workload: 'tiny',
      update: 'faster',
      changes: ['body'],
      n: 2,
      outcome: 'completed',
      verdict: 'valid',
      violations: { total: 0, internal: { torn: 0 } },
    })
    expect(summary.metrics).toMatchObject({
      steadyStateRatio: 1,
      efficiency: 1,
      heapRatio: 1,
      serviceGapOverControlMs: 0,
    })
    expect(summary.trials.map(({ role }) => role).toSorted()).toEqual([
      'a/a',
      'a/a',
      'direct',
      'direct',
      'fresh',
      'fresh',
      'null',
      'null',
      'strategy',
      'strategy',
    ])
    expect(summary.trials.find(({ role }) => role === 'strategy')?.metrics.efficiency).toBe(1)
  })

  it('- leaves standard output to the JSON alone', async () => {
    await run(['--json', '-'])
    expect(() => JSON.parse(context.out.text) as unknown).not.toThrow()
    expect(context.err.text).toContain('[6/6]')
  })

  it.each(['none/out.json', 'strategies', 'strategies/podus/index.ts/x.json'])(
    '%s is rejected before anything is run',
    async (file) => {
      expect(await run(['--json', file])).toBe(64)
      expect(context.err.text).toContain(`--json ${file}: expected a file that can be written`)
      expect(context.asked).toEqual([])
      expect(existsSync(join(context.root, 'results'))).toBe(false)
    },
  )

  it('is not left half-written, nor overwritten, if the run fails', async () => {
    await run(['--json', 'out.json'], () => Promise.reject(new Error('a bug')))
    expect(existsSync(join(context.root, 'out.json'))).toBe(false)
  })
})

describe('a sweep', () => {
  const slower: RunTrial = (plan, options) =>
    plan.role === 'strategy' && plan.strategy.name === 'podus'
      ? Promise.resolve(
          answerTrial(
            plan,
            createTrialId(plan),
            { metrics: { updateMs: plan.parameters['size'] ?? 0 } },
            plan.traced && plan.parameters['size'] === 20 ? countViolations({}, { torn: 1 }) : undefined,
          ),
        )
      : answerWell(plan, options)

  it('runs each value with all its controls, in one result set', async () => {
    expect(await run(['--param', 'size=10,20,40', '--trials', '2'], slower)).toBe(1)
    const timed = context.asked.filter(({ load, traced }) => load.mode === 'open' && !traced)
    for (const size of [10, 20, 40]) {
      const own = timed.filter(({ parameters }) => parameters['size'] === size)
      expect(own.map(({ role }) => role).toSorted()).toEqual(
        ['a/a', 'direct', 'fresh', 'null', 'strategy'].flatMap((role) => [role, role]),
      )
    }
    expect(readdirSync(join(context.root, 'results'))).toHaveLength(2)
    expect(context.err.text).toContain('tiny/faster size=20 block 2 podus')
  })

  it("measures the capacity at each value: the load is a share of that size's", async () => {
    await run(['--param', 'size=10,20'], slower)
    const calibrations = context.asked.filter(({ load }) => load.mode === 'saturated')
    expect(calibrations.map(({ parameters }) => parameters['size'])).toEqual([10, 20])
  })

  it('shows cost against size, and what the traced run of each size has found', async () => {
    await run(['--param', 'size=10,20'], slower)
    expect(context.out.text).toContain('podus updates tiny: faster (v1 → v2; body), by size')
    expect(context.out.text).toMatch(/\n +10 +completed +valid +10 /)
    expect(context.out.text).toMatch(/\n +20 +completed +invalid +20 /)
    expect(context.out.text).toContain('remark size=20: torn: an example of torn')
    await main(['table'], context)
    expect(context.out.text).toMatch(/\| podus size=10 +\| ✓/)
    expect(context.out.text).toMatch(/\| podus size=20 +\| !/)
  })

  it('is an array of summaries as JSON', async () => {
    await run(['--param', 'size=10,20', '--json', '-'], slower)
    const summaries = JSON.parse(context.out.text) as RunSummary[]
    expect(summaries.map(({ parameters, n }) => [parameters['size'], n])).toEqual([
      [10, 1],
      [20, 1],
    ])
  })

  it('goes on where it was stopped', async () => {
    let asked = 0
    const breakOff: RunTrial = (plan, options) =>
      ++asked > 9 ? Promise.reject(new Error('power failure')) : slower(plan, options)
    await run(['--param', 'size=10,20', '--set', 'mine'], breakOff)
    const before = context.asked.length
    const again = { ...context, runTrial: slower }
    await main(command(['--param', 'size=10,20', '--set', 'mine']), again)
    expect(context.err.text).toMatch(/[67] of 12 trials are there already/)
    expect(before).toBe(10)
  })
})

it('warns of a load that the program cannot bear', async () => {
  const slow: RunTrial = (plan) =>
    Promise.resolve(
      answerTrial(plan, createTrialId(plan), plan.role === 'direct' ? {} : { metrics: { capacityBefore: 300_000 } }),
    )
  await run([], slow)
  expect(context.out.text).toMatch(/warning {2}The load of 630,000 requests\/s is 210 % of .* --load open:0\.24\./)
})

it('says what is wrong with a program outside the model', async () => {
  const fresh = createFakeContext()
  context = fresh
  const workload = (await fresh.loadWorkloads())['tiny']!
  const folder = join(fresh.root, 'elsewhere')
  mkdirSync(folder)
  const loadWorkloads = (): ReturnType<FakeContext['loadWorkloads']> =>
    Promise.resolve({ tiny: { ...workload, folder } })
  expect(await main(command([]), { ...fresh, loadWorkloads })).toBe(3)
  expect(fresh.err.text).toMatch(/nothing was measured: .*v1\/main\.ts:1:1: there is no such file/)
})

function command(args: readonly string[], strategy = 'podus'): string[] {
  return ['run', '--strategy', strategy, '--workload', 'tiny', ...args]
}

async function run(args: readonly string[], runTrial: RunTrial = answerWell, strategy = 'podus'): Promise<number> {
  context = createFakeContext(runTrial)
  return main(command(args, strategy), context)
}

describe('bench run --fault', () => {
  it('breaks the strategy and spares its controls', async () => {
    expect(await run(['--fault', 'crash:main@300ms', '--fault', 'crash:main@update+5ms'])).toBe(0)
    const faulty = context.asked.filter(({ faults }) => faults !== undefined)
    expect(faulty.map(({ role }) => role)).toEqual(['strategy', 'strategy'])
    expect(faulty[0]?.faults).toEqual([
      { atMs: 300, fault: { kind: 'crash', site: 'main' } },
      { atMs: 5, after: 'update', fault: { kind: 'crash', site: 'main' } },
    ])
  })

  it('knows the sites', async () => {
    expect(await run(['--fault', 'crash:maim@300ms'])).toBe(64)
    expect(context.err.text).toContain('Did you mean `main`?')
    expect(context.asked).toEqual([])
  })
})

describe('bench run --listen', () => {
  it('is for TCP', async () => {
    expect(await run(['--listen', 'main=127.0.0.1'])).toBe(64)
    expect(context.err.text).toContain('expected --transport tcp beside it')
    expect(context.asked).toEqual([])
  })
})

describe('bench run --transport', () => {
  it('knows which there are', async () => {
    expect(await run(['--transport', 'tpc'])).toBe(64)
    expect(context.err.text).toContain('Did you mean `tcp`?')
  })

  it('needs a site that can be elsewhere', async () => {
    expect(await run(['--transport', 'tcp'])).toBe(64)
    expect(context.err.text).toContain('podus on tiny: main')
    expect(context.asked).toEqual([])
  })

  it('is of threads where nothing is said', async () => {
    await run(['--transport', 'threads'])
    expect(context.asked.every(({ transport }) => transport === undefined)).toBe(true)
  })
})
