import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { LineControl } from '../load/line-control.ts'
import { createLineMemory, PROGRESS } from '../load/line-memory.ts'
import { planTally, shortWindows } from './fixtures/plans.ts'
import { runVirtual } from './fixtures/run-virtual.ts'
import { Pace, TooSlow } from './pace.ts'

/** Serves so many a second, and says after how many seconds it is given up, if at all. */
function giveUpAfter(perSecond: (second: number) => number): number | undefined {
  const line = new LineControl(createLineMemory({ seed: 1, segments: [], capacity: 0 }, new Float64Array(0)))
  const stretch = { end: 10_000, limitMs: 100_000, name: 'the set-up', remedy: 'Make it smaller.' }
  const pace = new Pace(line, 0, stretch)
  for (let second = 1; line.progress < stretch.end; second++) {
    line.memory.control[PROGRESS]! += perSecond(second)
    try {
      pace.check(second * 1000)
    } catch (error) {
      expect(error).toBeInstanceOf(TooSlow)
      return second
    }
  }
  return undefined
}

test('what cannot end in time is given up at once, what does not later, and what does never', () => {
  expect(giveUpAfter(() => 1)).toBe(3)
  expect(giveUpAfter(() => 99)).toBe(101)
  expect(giveUpAfter(() => 101)).toBe(undefined)
  // A program that has just started is slow.
  expect(giveUpAfter((second) => (second < 3 ? 0 : 200))).toBe(undefined)
})

test('a set-up that the program would be at for minutes ends the trial: in a reason, and not as violations', async () => {
  const slow = resolve(import.meta.dirname, '../check/saboteurs/slow-requests.ts')
  const { record } = await runVirtual(planTally(slow, 'stamp', { windows: { ...shortWindows, hangMs: 10_000 } }))
  expect(record.reason).toMatch(/^too slow for its load: the set-up of 64 requests would take about \d+ s/)
  expect(record).toMatchObject({ outcome: 'failed', verdict: 'unknown', violations: { total: 0 } })
})

test('a site that dies before anything is measured ends the trial in an outcome, with the reason', async () => {
  const { record } = await runVirtual(
    planTally('podus', 'fee', { windows: { ...shortWindows, warmUpMs: 5 } }),
    (site) => {
      site.crash()
      return site
    },
  )
  expect(record).toMatchObject({ outcome: 'failed', verdict: 'unknown' })
  expect(record.reason).toContain('the site main died')
})
