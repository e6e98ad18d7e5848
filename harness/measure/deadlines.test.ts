import { describe, expect, it } from 'vitest'
import { createHistory } from '../check/synthetic-history.ts'
import type { History, Segment } from '../load/history.ts'
import { countDeadlines } from './deadlines.ts'
import { measureJitter } from './jitter.ts'

const segment: Segment = { name: 'measured', mode: 'open', first: 0, end: 100, startMs: 0, endMs: 100 }
const periods = { loadMs: 30, commandMs: 40, endMs: 90, settledMs: 60 }
const none = { p50: 0, p99: 0, max: 0 }

/** One request a millisecond, each answered after 0.25 ms, but for those that a test makes late. */
function createTimes(lateBy: Readonly<Record<number, number>> = {}): History {
  const history = createHistory({ seed: 1, segments: [segment] })
  for (const [id, ms] of Object.entries(lateBy)) history.doneMs[Number(id)]! += ms
  return history
}

describe('missed deadlines', () => {
  it('are counted in the period in which the request was due', () => {
    const history = createTimes({ 3: 1, 29: 0.5, 30: 1, 59: 20, 60: 0.751 })
    expect(countDeadlines(history, segment, periods, 1)).toEqual({
      before: { due: 30, missed: 1 },
      during: { due: 30, missed: 2 },
      after: { due: 40, missed: 1 },
    })
  })

  it('are those of lost requests too', () => {
    const history = createTimes()
    history.replies[45] = 0
    expect(countDeadlines(history, segment, periods, 1)?.during).toEqual({ due: 30, missed: 1 })
  })

  it('are those of requests left in the queue too', () => {
    const history = { ...createTimes(), leftDueMs: Float64Array.of(45) }
    expect(countDeadlines(history, segment, periods, 1)?.during).toEqual({ due: 31, missed: 1 })
  })

  it('are unknown without a deadline, and under saturated load', () => {
    expect(countDeadlines(createTimes(), segment, periods, undefined)).toBeNull()
    expect(countDeadlines(createTimes(), { ...segment, mode: 'saturated' }, periods, 1)).toBeNull()
  })
})

describe('jitter', () => {
  it('is none where replies come as evenly as requests, however late', () => {
    const late = Object.fromEntries(Array.from({ length: 100 }, (_, id) => [id, 7]))
    expect(measureJitter(createTimes(late), segment, periods)).toEqual({ before: none, during: none, after: none })
  })

  it('is what one late reply brings, when it comes and when the next comes in time', () => {
    const jitter = measureJitter(createTimes({ 29: 2 }), segment, periods)
    expect(jitter).toMatchObject({ before: { p50: 0, max: 2 }, during: { p50: 0, max: 2 }, after: none })
  })

  it('passes over what got no reply, and is unknown under saturated load', () => {
    const history = createTimes()
    history.replies[45] = 0
    history.doneMs[45] = 0
    expect(measureJitter(history, segment, periods)).toEqual({ before: none, during: none, after: none })
    expect(measureJitter(history, { ...segment, mode: 'saturated' }, periods)).toBeNull()
  })
})
