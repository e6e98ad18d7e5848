import { describe, expect, it } from 'vitest'
import type { Strategy } from '../../../strategies/contract.ts'
import { changeKinds } from '../../program/change-kind.ts'
import { assembleSet, type AssembledSet } from '../../store/assembled-set.ts'
import type { TrialRecord, Violations } from '../../store/record.ts'
import type { PlannedTrial, SetPlan } from '../../store/set-plan.ts'
import { countViolations, createSyntheticRecord } from '../../store/synthetic-record.ts'
import { windows } from '../../trial-plan.ts'
import { compareStrategies } from './comparison.ts'
import { toCsv } from './csv.ts'
import { toMarkdown } from './markdown.ts'

/** Three strategies on two updates, two blocks, and all that a table has to show. */
const set = createSet([
  ...[0, 1].flatMap((block) => [
    trial('direct', 'faster', block, { role: 'direct', outcome: 'none', metrics: { capacityBefore: 1_000_000 } }),
    trial('podus', 'faster', block, { metrics: { updateMs: 1 + block, downtimeMs: 0, serviceGapMs: 3 } }),
    trial('podus', 'faster', block, { role: 'null', outcome: 'none' }),
    trial(
      'linking',
      'faster',
      block,
      { outcome: block === 0 ? 'completed' : 'stalled' },
      block === 0 ? countViolations({ stale: 40 }) : undefined,
    ),
    trial('podus', 'tos', block, { changes: ['interface', 'body'] }),
    trial('linking', 'tos', block, { changes: ['interface', 'body'], verdict: 'unknown' }),
  ]),
  trial('podus', 'faster', 0, { traced: true }, countViolations({}, {})),
  trial('dmert', 'faster', 0, {}, countViolations({}, { torn: 3 })),
  trial('dmert', 'tos', 0, { outcome: 'refused', reason: 'interfaces | are fixed', changes: ['interface', 'body'] }),
  trial('dmert', 'tos', 0, { forced: true, outcome: 'failed', reason: 'it died', changes: ['interface', 'body'] }),
])

const strategies = {
  podus: createStrategy('podus', { interface: 'refuses' }),
  dmert: createStrategy('dmert', { interface: 'refuses' }),
  linking: createStrategy('linking', { body: 'violates', interface: 'violates' }),
}

describe('the comparison table', () => {
  const comparison = compareStrategies('golden', set, strategies)

  it('reads as the golden file does', async () => {
    await expect(toMarkdown(comparison)).toMatchFileSnapshot('./table.golden.md')
  })

  it('has the same cells as CSV', async () => {
    await expect(toCsv(comparison)).toMatchFileSnapshot('./table.golden.csv')
  })

  it('is the same for the same results, in whatever order they were stored', () => {
    const shuffled = { ...set, trials: set.trials.toReversed() }
    expect(toMarkdown(compareStrategies('golden', shuffled, strategies))).toBe(toMarkdown(comparison))
  })

  it('has no cells of controls and traced runs', () => {
    expect(
      comparison.cells.map(({ strategy, update, forced, n }) => `${strategy}/${update}/${n}${forced ? ' forced' : ''}`),
    ).toEqual([
      'podus/faster/2',
      'dmert/faster/1',
      'linking/faster/2',
      'podus/tos/2',
      'dmert/tos/1',
      'dmert/tos/1 forced',
      'linking/tos/2',
    ])
  })

  it('shows each way in which trials ended', () => {
    expect(comparison.cells.map(({ measured }) => measured)).toEqual(['✓', '!', '!1 ✗1', '✓', '–', '†', '?'])
  })

  it('notes each claim that was contradicted, but none by what was forced or could not be decided', () => {
    expect(
      comparison.cells
        .filter(({ contradiction }) => contradiction !== undefined)
        .map(({ strategy, update }) => `${strategy}/${update}`),
    ).toEqual(['dmert/faster', 'linking/faster', 'podus/tos'])
    expect(toMarkdown(comparison).match(/^\[\^\d+\]: /gm)).toEqual(['[^1]: ', '[^2]: ', '[^3]: '])
  })

  it('has no figures for what was refused', () => {
    expect(comparison.cells.find(({ measured }) => measured === '–')).not.toHaveProperty('metrics')
  })

  it('says what could not be read', () => {
    const damaged = {
      ...set,
      problems: [{ code: 'unreadable', file: 'trials/1.jsonl', line: 7, message: 'cannot be read' } as const],
    }
    expect(toMarkdown(compareStrategies('golden', damaged, strategies))).toContain('- trials/1.jsonl:7: cannot be read')
  })

  it('shows strategies that are not known here, without claims', () => {
    const { cells, claims } = compareStrategies('golden', set, {})
    expect(claims).toEqual([])
    expect(cells[0]).not.toHaveProperty('claimed')
  })
})

function trial(
  strategy: string,
  update: string,
  block: number,
  changes: Parameters<typeof createSyntheticRecord>[0],
  violations?: Violations,
): TrialRecord {
  const { role = 'strategy', forced = false, traced = false } = changes ?? {}
  return createSyntheticRecord(
    { id: [strategy, update, block, role, forced, traced].join('.'), strategy, update, block, ...changes },
    violations,
  )
}

function createSet(records: readonly TrialRecord[]): AssembledSet {
  const trials = records.map((record): PlannedTrial => ({ ...record, traced: record.traced === true, refused: false }))
  const settings = {
    strategies: { direct: '', podus: '', dmert: '', linking: '' },
    workloads: { tiny: '' },
    parameters: { tiny: {} },
    load: { mode: 'saturated' },
    windows: windows.smoke,
    tracedWindows: windows.traced,
  } as const
  const plan: SetPlan = { schema: 'on-the-fly-bench/plan/1', hash: '0123456789abcdef', settings, trials }
  return assembleSet({ plan, records, problems: [] })
}

function createStrategy(name: string, expected: Readonly<Record<string, 'refuses' | 'violates'>>): Strategy {
  const claims = Object.fromEntries(
    Object.keys(changeKinds).map((kind) => [kind, { expect: expected[kind] ?? 'completes' }]),
  )
  const profile = {
    type: 'procedure',
    hardware: 'none',
    support: `what ${name} needs`,
    distributed: 'no',
    granularity: 'procedure',
    changes: 'procedure implementation',
    intervention: 'low',
    updateTime: 'short',
    limitation: 'none',
    source: '',
  }
  return { name, claims, profile } as unknown as Strategy
}
