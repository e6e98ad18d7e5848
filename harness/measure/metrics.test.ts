import { decodeFromCompressedBase64 } from 'hdr-histogram-js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultCodes } from '../check/fault.ts'
import { createHistory, serviceMs } from '../check/synthetic-history.ts'
import type { History, Segment, UpdateMarks } from '../load/history.ts'
import { measureTrial } from './metrics.ts'
import type { MeasureOptions, Measurement } from './metrics.ts'

/** A power of two, so that all moments are exact. */
const perMs = 128

const segments: readonly Segment[] = [
  { name: 'capacity-before', mode: 'saturated', first: 0, end: 1000, startMs: 0, endMs: 100 },
  { name: 'measured', mode: 'open', first: 1000, end: 1000 + 500 * perMs, startMs: 100, endMs: 600 },
  { name: 'capacity-after', mode: 'saturated', first: 65_000, end: 65_500, startMs: 600, endMs: 700 },
]
const update: UpdateMarks = {
  loadMs: 290,
  commandMs: 300,
  commandNext: 26_600,
  completedMs: 320,
  completedNext: 29_160,
}
const memory = { heapPeakBytes: 3, heapSettledBytes: 2, residentBytes: 4, versionsResident: 1 }
const options: MeasureOptions = {
  horizonMs: 200,
  tauMs: 10,
  timerMs: 0.001,
  rateWindowMs: 10,
  offeredRate: perMs * 1000,
  outcome: 'completed',
  phases: [],
  unitsInService: null,
  memory,
}

/** The number of the measured request that is due at a moment. */
function dueAt(atMs: number): number {
  return 1000 + (atMs - 100) * perMs
}

function measure(
  history: History,
  codes = new Uint8Array(history.count),
  changed: Partial<MeasureOptions> = {},
): Measurement {
  return measureTrial(history, codes, { ...options, ...changed })
}

/** Holds all replies of [from, to) back to its end. */
function stall(history: History, fromMs: number, toMs: number): History {
  for (let id = 0; id < history.count; id++) {
    if (history.doneMs[id]! >= fromMs && history.doneMs[id]! < toMs) history.doneMs[id] = toMs
  }
  return history
}

describe('a steady trial', () => {
  const { metrics, rates, rate, warnings } = measure(createHistory({ seed: 1, segments, update }))

  it('has no downtime', () => {
    expect(metrics).toMatchObject({
      downtimeMs: 0,
      downtimeByTau: { 10: 0, 100: 0, 1000: 0 },
      downtimeByCause: { lost: 0, late: 0, wrong: 0, errored: 0, refused: 0 },
      unavailability: 0,
      worstWindow: { 10: 0, 100: 0, 1000: 0 },
    })
  })

  it('has the time between two requests for a service gap', () => {
    expect(metrics.serviceGapMs).toBe(1 / perMs)
    expect(metrics.resolutionMs).toBe(1 / perMs + 0.001)
  })

  it('has no latency after an update that lasted to the end: nothing was due then', () => {
    const late = { ...update, completedMs: 600, completedNext: 65_000 }
    const { latency } = measure(createHistory({ seed: 1, segments, update: late })).metrics
    expect(latency.after).toEqual({ p50: null, p99: null, p999: null, max: null })
  })

  it('has its service time for a latency throughout', () => {
    const constant = { p50: serviceMs, p99: serviceMs, p999: serviceMs, max: serviceMs }
    expect(metrics.latency).toEqual({ before: constant, during: constant, after: constant })
  })

  it('answers as many requests in each window as are due', () => {
    expect(rates).toMatchObject({ startMs: 100, windowMs: 10, commandMs: 300 })
    // The first window lacks what was due 0.25 ms before it.
    expect(rates.good).toEqual([10 * perMs - serviceMs * perMs, ...Array.from({ length: 49 }, () => 10 * perMs)])
  })

  it('has the times of its update and the capacities around it', () => {
    expect(metrics).toMatchObject({ loadMs: 10, updateMs: 20, ...memory })
    // The last 2 of the 1000, and the last of the 500, are answered after their stretch.
    expect(metrics.capacityBefore).toBeCloseTo(9980, 0)
    expect(metrics.capacityAfter).toBeCloseTo(4990, 0)
    expect(rate).toBe(perMs * 1000)
    expect(warnings).toEqual([])
  })

  it('leaves to the block what needs the controls', () => {
    expect(metrics).toMatchObject({
      efficiency: null,
      recoveryMs: null,
      recoveryCensored: false,
      serviceGapOverControlMs: null,
    })
  })
})

describe('a stall of 50 ms at the update command', () => {
  const stalled = stall(createHistory({ seed: 1, segments, update }), 300, 350)
  const { metrics, rates, histograms } = measure(stalled)

  it('is a service gap of 50 ms', () => {
    expect(metrics.serviceGapMs).toBe(50)
  })

  it('is a service gap of 50 ms at 100 000 requests per second', () => {
    const open = { name: 'measured', mode: 'open', first: 0, end: 50_000, startMs: 100, endMs: 600 } as const
    const history = stall(createHistory({ seed: 1, segments: [open], update }), 330, 380)
    const { metrics: at100k } = measure(history, undefined, { offeredRate: 100_000 })
    expect(at100k.serviceGapMs).toBeGreaterThan(50)
    expect(at100k.serviceGapMs).toBeLessThan(50 + at100k.resolutionMs)
  })

  it('makes requests late that were due more than τ before its end', () => {
    expect(metrics.downtimeMs).toBe(40)
    expect(metrics.downtimeByTau).toEqual({ 10: 40, 100: 0, 1000: 0 })
    expect(metrics.downtimeByCause).toEqual({ lost: 0, late: 40, wrong: 0, errored: 0, refused: 0 })
    expect(measure(stalled, undefined, { tauMs: 30 }).metrics.downtimeMs).toBe(20)
  })

  it('spoils 40 ms of the 200 ms looked at', () => {
    expect(metrics.unavailability).toBe(0.2)
    expect(metrics.worstWindow).toEqual({ 10: 1, 100: 0.4, 1000: 0.2 })
  })

  it('shows in the latencies of the period during the update alone', () => {
    const steady = { p50: serviceMs, p99: serviceMs, p999: serviceMs, max: serviceMs }
    expect(metrics.latency.before).toEqual(steady)
    expect(metrics.latency.after).toEqual(steady)
    // 16 640 requests are due in [290, 420); 6400 wait, the first for 50.25 ms and each next one for 1/128 ms less.
    expect(metrics.latency.during.p50).toBe(serviceMs)
    expect(metrics.latency.during.p99).toBeCloseTo(50.25 - 166 / perMs, 1)
    expect(metrics.latency.during.p999).toBeCloseTo(50.25 - 16 / perMs, 1)
    expect(metrics.latency.during.max).toBe(50.25)
  })

  it('is kept in the histogram', () => {
    const during = decodeFromCompressedBase64(histograms.during)
    expect(during.totalCount).toBe(130 * perMs)
    expect(decodeFromCompressedBase64(histograms.before).totalCount).toBe(190 * perMs)
    expect(decodeFromCompressedBase64(histograms.after).totalCount).toBe(180 * perMs)
    expect(during.maxValue).toBeGreaterThanOrEqual(50_200)
  })

  it('empties five windows, and the late replies do not fill the sixth', () => {
    const command = 20
    expect(rates.good.slice(command, command + 5)).toEqual([0, 0, 0, 0, 0])
    // Its own replies, and those of the stall that were not late: due from 340 to 349.75.
    expect(rates.good[command + 5]).toBe(10 * perMs + (10 - serviceMs) * perMs)
  })
})

describe('causes of downtime', () => {
  it('are told apart', () => {
    const history = createHistory({ seed: 1, segments, update })
    const codes = new Uint8Array(history.count)
    const plant = (atMs: number, fault: keyof typeof faultCodes, requests: number): void => {
      codes.fill(faultCodes[fault], dueAt(atMs), dueAt(atMs) + requests)
      if (fault === 'lost' || fault === 'errored') history.replies.fill(0, dueAt(atMs), dueAt(atMs) + requests)
    }
    plant(310, 'lost', 128)
    plant(320, 'errored', 256)
    for (const fault of ['wrong', 'stale', 'duplicated', 'outOfOrder'] as const)
      plant(330 + faultCodes[fault], fault, 64)
    plant(250, 'lost', 99)
    plant(510, 'wrong', 99)
    const { metrics } = measure(stall(history, 350, 370), codes)
    expect(metrics.downtimeByCause).toEqual({ lost: 1, errored: 2, wrong: 2, late: 10.25, refused: 0 })
    expect(metrics.downtimeMs).toBe(15.25)
    expect(metrics.downtimeByTau).toEqual({ 10: 15.25, 100: 5, 1000: 5 })
  })

  it('are counted for each τ', () => {
    const history = createHistory({ seed: 1, segments, update })
    const delay = (atMs: number, tookMs: number): void => {
      for (let id = dueAt(atMs); id < dueAt(atMs + 1); id++) history.doneMs[id] = history.dueMs[id]! + tookMs
    }
    for (const [i, tookMs] of [10, 10.5, 100, 100.5, 1000, 1000.5].entries()) delay(320 + i, tookMs)
    expect(measure(history).metrics.downtimeByTau).toEqual({ 10: 5, 100: 3, 1000: 1 })
  })

  it('show in the worst windows wherever they fall', () => {
    const history = createHistory({ seed: 1, segments, update })
    const codes = new Uint8Array(history.count).fill(faultCodes.wrong, dueAt(453), dueAt(458))
    expect(measure(history, codes).metrics.worstWindow).toEqual({ 10: 0.5, 100: 0.05, 1000: 0.025 })
  })

  it('add up to the whole, which shrinks as τ grows', () => {
    const fault = fc.record({
      atMs: fc.integer({ min: 290, max: 510 }),
      requests: fc.integer({ min: 1, max: 3000 }),
      code: fc.constantFrom(...Object.values(faultCodes)),
      delayMs: fc.constantFrom(0, 9, 11, 99, 101),
    })
    fc.assert(
      fc.property(fc.array(fault, { maxLength: 6 }), (faults) => {
        const history = createHistory({ seed: 1, segments, update })
        const codes = new Uint8Array(history.count)
        for (const { atMs, requests, code, delayMs } of faults) {
          for (let id = dueAt(atMs); id < Math.min(dueAt(atMs) + requests, 65_000); id++) {
            codes[id] = code
            history.doneMs[id]! += delayMs
          }
        }
        const { metrics, rates } = measure(history, codes)
        const causes = Object.values(metrics.downtimeByCause).reduce((sum, ms) => sum + ms, 0)
        expect(causes).toBeCloseTo(metrics.downtimeMs, 9)
        expect(metrics.downtimeByTau['10']).toBe(metrics.downtimeMs)
        expect(metrics.downtimeByTau['100']).toBeLessThanOrEqual(metrics.downtimeByTau['10'])
        expect(metrics.downtimeByTau['1000']).toBeLessThanOrEqual(metrics.downtimeByTau['100'])
        expect(metrics.downtimeMs).toBeCloseTo(metrics.unavailability * 200, 9)
        expect(metrics.worstWindow['10']).toBeGreaterThanOrEqual(metrics.worstWindow['100'])
        expect(metrics.serviceGapMs).toBeLessThanOrEqual(200)
        expect(rates.good.reduce((sum, n) => sum + n, 0)).toBe(countGoodSlowly(history, codes))
      }),
      { numRuns: 30 },
    )
  })
})

function countGoodSlowly({ dueMs, doneMs }: History, codes: Uint8Array): number {
  const ids = Array.from({ length: 64_000 }, (_, i) => 1000 + i)
  return ids.filter((id) => codes[id] === 0 && doneMs[id]! - dueMs[id]! <= 10 && doneMs[id]! < 600).length
}

describe('the service gap', () => {
  it('lasts to the horizon if no good reply comes any more', () => {
    const history = createHistory({ seed: 1, segments, update })
    const codes = new Uint8Array(history.count)
    codes.fill(faultCodes.wrong, dueAt(340 - serviceMs))
    expect(measure(history, codes).metrics.serviceGapMs).toBe(500 - 340 + 1 / perMs)
  })

  it('is not ended by late replies', () => {
    const history = createHistory({ seed: 1, segments, update })
    for (let id = dueAt(320); id < dueAt(400); id++) history.doneMs[id]! += 11
    expect(measure(history).metrics.serviceGapMs).toBe(80 + 1 / perMs)
    expect(measure(history, undefined, { tauMs: 12 }).metrics.serviceGapMs).toBe(11 + 1 / perMs)
  })

  it('begins with the command if no good reply comes at all', () => {
    const history = createHistory({ seed: 1, segments, update })
    expect(measure(history, new Uint8Array(history.count).fill(faultCodes.lost)).metrics.serviceGapMs).toBe(200)
  })

  it('is found though replies come in another order than their requests', () => {
    const history = stall(createHistory({ seed: 1, segments, update }), 300, 350)
    const reversed = history.doneMs.slice(dueAt(300), dueAt(500)).toReversed()
    history.doneMs.set(reversed, dueAt(300))
    expect(measure(history, undefined, { tauMs: 1000 }).metrics.serviceGapMs).toBe(50)
  })
})

describe('the periods', () => {
  it('take an update that never ended to last to the horizon, and a control’s to last no time', () => {
    const { completedMs, completedNext, ...unfinished } = update
    const history = createHistory({ seed: 1, segments, update: unfinished })
    const getDuring = (changed: Partial<MeasureOptions>): number =>
      decodeFromCompressedBase64(measure(history, undefined, changed).histograms.during).totalCount / perMs
    expect(getDuring({ outcome: 'stalled' })).toBe(210)
    expect(getDuring({ outcome: 'none' })).toBe(110)
    expect([completedMs, completedNext]).toEqual([320, 29_160])
  })

  it('end a withdrawn update with its withdrawal', () => {
    const { completedMs: withdrawnMs, completedNext: withdrawnNext, ...rest } = update
    const marks = { ...rest, withdrawnMs: withdrawnMs!, withdrawnNext: withdrawnNext! }
    const { metrics, histograms } = measure(createHistory({ seed: 1, segments, update: marks }), undefined, {
      outcome: 'stalled',
    })
    expect(decodeFromCompressedBase64(histograms.during).totalCount).toBe(130 * perMs)
    expect(metrics).toMatchObject({ loadMs: 10, updateMs: null })
  })

  it('report for how long requests have waited where none got a reply', () => {
    const history = createHistory({ seed: 1, segments, update })
    history.replies.fill(0, dueAt(420), 65_000)
    expect(measure(history).metrics.latency.after).toEqual({ p50: 180, p99: 180, p999: 180, max: 180 })
  })

  it('warn where the measured load ended before the horizon', () => {
    const { metrics, warnings } = measure(createHistory({ seed: 1, segments, update }), undefined, { horizonMs: 400 })
    expect(warnings).toMatchObject([{ code: 'horizon-cut' }])
    expect(metrics.serviceGapMs).toBeLessThan(1)
  })

  it('begin with the measured load where no update was ever commanded', () => {
    const { metrics, rates } = measure(createHistory({ seed: 1, segments }), undefined, { outcome: 'failed' })
    expect(metrics).toMatchObject({ loadMs: null, updateMs: null, downtimeMs: 0 })
    expect(rates).not.toHaveProperty('commandMs')
  })

  it('need a measured segment', () => {
    expect(() => measure(createHistory({ seed: 1, segments: segments.slice(0, 1) }))).toThrow(
      'It has: capacity-before.',
    )
  })
})

describe('a saturated trial', () => {
  const saturated: Segment = { name: 'measured', mode: 'saturated', first: 0, end: 400, startMs: 100, endMs: 600 }

  it('takes its rate from before the update', () => {
    const history = createHistory({ seed: 1, segments: [saturated], update })
    // Twice as fast before 290 ms: 200 requests are due there, 200 in all the time after it.
    for (let id = 0; id < 400; id++) history.dueMs[id] = id < 200 ? 100 + id * 0.95 : 290 + (id - 200) * 1.55
    const { rate } = measure(history, undefined, { offeredRate: undefined })
    expect(rate).toBeCloseTo(200 / 0.19, 6)
  })

  it('was away where it took no request', () => {
    const history = createHistory({ seed: 1, segments: [{ ...saturated, end: 0 }], update })
    expect(measure(history, undefined, { offeredRate: undefined }).metrics).toMatchObject({
      unavailability: 1,
      downtimeMs: 0,
      serviceGapMs: 200,
    })
  })
})

describe('the phases', () => {
  it('are added up by part', () => {
    const phase = { site: 'a', phase: 'x', part: 'pause', startMs: 300, endMs: 302 } as const
    const phases = [phase, { ...phase, site: 'b', endMs: 303 }, { ...phase, part: 'mixed', endMs: 310 } as const]
    const { metrics } = measure(createHistory({ seed: 1, segments, update }), undefined, { phases })
    expect(metrics.parts).toEqual({ load: 0, wait: 0, pause: 5, transform: 0, switch: 0, mixed: 10 })
  })
})
