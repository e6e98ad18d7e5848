import { describe, expect, test } from 'vitest'
import type { PointResult } from '../../explore/points.ts'
import { summarise } from '../../explore/report.ts'
import { plain } from '../../report/paint.ts'
import type { Terminal } from '../terminal.ts'
import { describeExploration } from './explore-text.ts'
import { isFinding, type ExploredUpdate } from './explored-update.ts'
import { replayCommand } from './replay.ts'
import { describeSummary } from './summary-text.ts'

const terminal: Terminal = { isTerminal: false, columns: 100, write: () => undefined, paint: plain }

const observable = { lost: 0, duplicated: 0, wrong: 0, errored: 0, outOfOrder: 0, late: 0, stale: 0, finalState: 0 }

function result(point: number, more: Partial<PointResult> = {}): PointResult {
  return {
    point,
    boundaries: 10,
    covers: 1,
    stack: ['v1 main.ts#main'],
    outcome: 'completed',
    delay: 0,
    broken: false,
    violations: { total: 0, observable, examples: [] },
    unchecked: 0,
    during: { sites: ['main'], boundaries: 3, letters: 0 },
    ...more,
  }
}

const wrong = {
  violations: {
    total: 2,
    observable: { ...observable, wrong: 2 },
    examples: [{ kind: 'wrong' as const, atMs: 1, explanation: 'Request 3 was answered with 5.' }],
  },
}

const explored: ExploredUpdate = {
  strategy: 'podus',
  workload: 'router',
  given: { strategy: 'podus', workload: 'router' },
  update: 'tos',
  seed: 4,
  schedule: 0,
  variation: { kind: 'command' },
  parameters: { processes: 1, routes: 10 },
  requests: 8,
  forced: false,
  expected: 'completes',
  pointsPerSecond: 1000,
  busyMs: 4,
  report: summarise([result(0, { covers: 3, delay: 2 }), result(3)]),
}

const violated: ExploredUpdate = { ...explored, report: summarise([result(0), result(1, wrong)]) }

describe('a report', () => {
  test('counts each point for which a run stands, each with its own delay', () => {
    const { points, runs, completed, delayed, delay, results } = explored.report!
    expect({ points, runs, completed, delayed, delay }).toEqual({
      points: 4,
      runs: 2,
      completed: 4,
      delayed: 2,
      delay: { median: 1, most: 2 },
    })
    expect(results.map((point) => point.delay)).toEqual([2, 1, 0, 0])
  })

  test('shows the smallest point at which something was violated, with what offended and how to see it again', () => {
    const text = describeExploration(violated, terminal)
    expect(text).toContain('violated at 1 points; wrong at 1')
    expect(text).toContain('first at point 1: completed')
    expect(text).toContain('stack, innermost first: v1 main.ts#main')
    expect(text).toContain('Request 3 was answered with 5.')
    expect(text).toContain('--at 1\n')
  })
})

test('a replay names all that determines the run', () => {
  expect(replayCommand({ ...explored, forced: true, command: "update a when b's idle", schedule: 3 }, 7)).toBe(
    String.raw`bench explore --strategy podus --workload router --update tos --seed 4 --schedule 3 --requests 8 --param processes=1 --param routes=10 --command 'update a when b'\''s idle' --force --at 7`,
  )
  const given = { strategy: '/mine/swap/index.ts', workload: 'router' }
  expect(replayCommand({ ...explored, given }, 7)).toContain('--strategy /mine/swap/index.ts --workload router')
  expect(replayCommand({ ...explored, variation: { kind: 'crash', site: 'unit-1', point: 5 } }, 7)).toMatch(
    /--faults crash --at 5 --fault-at 7$/,
  )
})

describe('a finding is what neither claims nor deviations say', () => {
  const stalled = { ...explored, report: summarise([result(0, { outcome: 'stalled' })]) }
  const crash = { kind: 'crash', site: 'unit-1', point: 0 } as const
  const lost = {
    violations: { total: 1, observable: { ...observable, lost: 1 }, examples: wrong.violations.examples },
  }

  test.each([
    ['a violation', violated, true],
    ['a violation that is claimed', { ...violated, expected: 'violates' as const }, false],
    ['a violation by an update that is forced', { ...violated, expected: 'violates' as const, forced: true }, true],
    ['a stall', stalled, true],
    ['a stall that is claimed', { ...stalled, expected: 'stalls' as const }, false],
    ['a run that breaks', { ...explored, report: summarise([result(0, { broken: true })]) }, true],
    ['nothing', explored, false],
    ['what a crashed site had in hand', { ...explored, variation: crash, report: summarise([result(0, lost)]) }, false],
    ['a wrong reply after a crash', { ...violated, variation: crash }, true],
  ])('%s', (_, one, expected) => {
    expect(isFinding(one)).toBe(expected)
  })
})

test('a summary has a row for each strategy, and findings in full below', () => {
  const text = describeSummary([explored, violated, { ...explored, strategy: 'das' }], 8, terminal)
  expect(text).toMatch(/^podus +2 +0 +6 +4 +6 +2 +0 +0 +1 +no: 1 /m)
  expect(text).toMatch(/^das +1 +0 +4 +2 +4 +2 +0 +0 +0 +yes /m)
  expect(text).toContain('1,250 a second')
  expect(text).toContain('first at point 1')
})
