import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Metrics, Rates, TrialRecord } from '../store/record.ts'
import { recordSchema } from '../store/record.ts'
import { completeBlock } from './block.ts'

const horizonMs = 2000

/** 100 windows of 10 ms before the command, 300 after it. */
function createRates(after: (window: number) => number, before = 1000): Rates {
  const good = Array.from({ length: 400 }, (_, i) => (i < 100 ? before : after(i - 100)))
  return { startMs: 500, commandMs: 1500, windowMs: 10, good }
}

const steady = createRates(() => 1000)

interface Changes extends Partial<Omit<TrialRecord, 'metrics'>> {
  readonly metrics?: Partial<Metrics>
}

function createRecord({ metrics = {}, ...changes }: Changes): TrialRecord {
  const latency = { p50: 0, p99: 0, p999: 0, max: 0 }
  return {
    schema: recordSchema,
    id: 'x',
    strategy: 'podus',
    workload: 'router',
    update: 'table',
    from: 'v1',
    to: 'v2',
    changes: [],
    role: 'strategy',
    forced: false,
    block: 0,
    position: 0,
    seed: 1,
    parameters: { processes: 1 },
    load: { mode: 'saturated', rate: 100_000, arrivals: 'none' },
    startedAt: '',
    outcome: 'completed',
    verdict: 'valid',
    violations: {
      total: 0,
      observable: { lost: 0, duplicated: 0, wrong: 0, errored: 0, outOfOrder: 0, late: 0, stale: 0, finalState: 0 },
      examples: [],
    },
    metrics: {
      loadMs: 20,
      updateMs: 45,
      parts: { load: 0, wait: 0, pause: 0, transform: 0, switch: 0, mixed: 0 },
      serviceGapMs: 50,
      serviceGapOverControlMs: null,
      downtimeMs: 0,
      downtimeByTau: { '10': 0, '100': 0, '1000': 0 },
      downtimeByCause: { lost: 0, late: 0, wrong: 0, errored: 0, refused: 0 },
      unavailability: 0,
      worstWindow: { '10': 0, '100': 0, '1000': 0 },
      efficiency: null,
      updateWindowEfficiency: null,
      steadyStateRatio: null,
      updatedSteadyStateRatio: null,
      depth: null,
      lostWork: null,
      latency: { before: latency, during: latency, after: latency },
      jitter: null,
      deadlines: null,
      recoveryMs: null,
      recoveryCensored: false,
      heapRatio: null,
      settledHeapRatio: null,
      residentRatio: null,
      capacityBefore: 900,
      capacityAfter: 600,
      heapPeakBytes: 300,
      heapSettledBytes: 240,
      residentBytes: 1000,
      versionsResident: 1,
      resolutionMs: 0,
      ...metrics,
    },
    rates: steady,
    phases: [],
    histograms: { before: '', during: '', after: '' },
    effort: { commands: 1, supportLines: 0, decisions: 0 },
    warnings: [],
    environment: {
      cpu: '',
      cores: 2,
      kernel: '',
      node: '',
      v8: '',
      flags: [],
      commit: '',
      dirty: false,
      lockHash: '',
      load: 0,
      stealShare: 0,
      calibrationNs: 0,
      host: '',
    },
    ...changes,
  }
}

const unchanged = createRecord({
  role: 'null',
  outcome: 'none',
  metrics: { serviceGapMs: 2, loadMs: null, updateMs: null },
})
const direct = createRecord({
  role: 'direct',
  strategy: 'direct',
  outcome: 'none',
  metrics: { capacityBefore: 1000, capacityAfter: 1000, heapPeakBytes: 200, heapSettledBytes: 200, residentBytes: 800 },
})
const fresh = createRecord({ role: 'fresh', outcome: 'none', from: 'v2', metrics: { capacityAfter: 800 } })

/** The metrics of a strategy's trial whose rate after the command is as given. */
function complete(after: (window: number) => number, controls: readonly TrialRecord[], changes: Changes = {}): Metrics {
  return completeBlock([createRecord({ rates: createRates(after), ...changes }), ...controls], { horizonMs })[0]!
    .metrics
}

describe('a trial that answers nothing for 50 ms from the command on', () => {
  const metrics = complete((window) => (window < 5 ? 0 : 1000), [direct, unchanged, fresh])

  it('loses that share of the horizon', () => {
    expect(metrics).toMatchObject({ efficiency: 0.975, depth: 1, lostWork: 5000 })
  })

  it('is judged over the windows that cover its update', () => {
    // 20 ms of loading and 45 ms of updating take 2 + 5 windows.
    expect(metrics.updateWindowEfficiency).toBeCloseTo(2 / 7, 12)
  })

  it('recovers when they are over', () => {
    expect(metrics).toMatchObject({ recoveryMs: 50, recoveryCensored: false })
  })

  it('has its ratios to the controls', () => {
    expect(metrics).toMatchObject({
      serviceGapOverControlMs: 48,
      steadyStateRatio: 0.9,
      updatedSteadyStateRatio: 0.75,
      heapRatio: 1.5,
      settledHeapRatio: 1.2,
      residentRatio: 1.25,
    })
  })

  it('is the same where rates were counted in windows of 1 ms', () => {
    const toFine = (rates: Rates): Rates => ({
      ...rates,
      windowMs: 1,
      good: rates.good.flatMap((good) => Array.from({ length: 10 }, () => good / 10)),
    })
    const records = [createRecord({ rates: toFine(createRates((window) => (window < 5 ? 0 : 1000))) }), unchanged]
    const fine = completeBlock(
      records.map((record) => (record.role === 'null' ? { ...record, rates: toFine(steady) } : record)),
      { horizonMs },
    )[0]!.metrics
    expect(fine).toMatchObject({ efficiency: 0.975, depth: 1, lostWork: 5000, recoveryMs: 50 })
    expect(fine.updateWindowEfficiency).toBeCloseTo(20 / 65, 12)
  })
})

describe('recovery', () => {
  const band = (window: number): number => 1000 + (window % 100 === 0 ? -100 : window % 7)
  const noisy = { ...unchanged, rates: createRates(band) }

  it('waits for the rate to stay, not only to touch the band', () => {
    const flapping = complete((window) => (window < 30 && window % 2 === 0 ? 0 : 1000), [unchanged])
    expect(flapping.recoveryMs).toBe(290)
    // A dip 0.5 s after the command, shorter than 1 s from it.
    expect(complete((window) => (window >= 50 && window < 60 ? 0 : 1000), [unchanged]).recoveryMs).toBe(600)
  })

  it('allows a trial what its control does by itself', () => {
    expect(complete(band, [noisy]).recoveryMs).toBe(10)
    expect(complete((window) => (window >= 10 && window < 20 ? 0 : band(window)), [noisy]).recoveryMs).toBe(200)
  })

  it('allows strays neither more often nor for longer than the control has them', () => {
    const alternating = complete((window) => (window < 30 && window % 2 === 0 ? 0 : 1000), [noisy])
    expect(alternating.recoveryMs).toBe(270)
    const lows = new Set([10, 30])
    const highs = new Set([50, 70])
    const scattered = createRates((window) => (lows.has(window) ? 900 : highs.has(window) ? 1100 : 1000))
    const dip = complete((window) => (window >= 40 && window < 43 ? 0 : 1000), [{ ...unchanged, rates: scattered }])
    expect(dip.recoveryMs).toBe(430)
  })

  it('counts the burst in which a queue is worked off as not normal yet', () => {
    expect(complete((window) => (window < 20 ? 2000 : 1000), [unchanged]).recoveryMs).toBe(200)
  })

  it('is censored at the horizon, not dropped', () => {
    expect(complete((window) => (window < 250 ? 900 : 1000), [unchanged])).toMatchObject({
      recoveryMs: 2000,
      recoveryCensored: true,
    })
  })

  it('is seen up to the horizon itself, by what comes in the second after it', () => {
    expect(complete((window) => (window < 200 ? 900 : 1000), [unchanged])).toMatchObject({
      recoveryMs: 2000,
      recoveryCensored: false,
    })
  })

  it('takes the pace of the new version for normal too', () => {
    const slower = (window: number): number => (window < 3 ? 0 : 800)
    expect(complete(slower, [unchanged]).recoveryCensored).toBe(true)
    const slowFresh = { ...fresh, rates: createRates(() => 800, 800) }
    expect(complete(slower, [unchanged, slowFresh])).toMatchObject({ recoveryMs: 30, recoveryCensored: false })
  })

  it('always finds the control recovered as soon as it is in its own band', () => {
    const rate = fc.integer({ min: 900, max: 1100 })
    fc.assert(
      fc.property(fc.array(rate, { minLength: 300, maxLength: 300 }), (after) => {
        const control = { ...unchanged, rates: createRates((window) => after[window]!) }
        const { recoveryMs, recoveryCensored } = completeBlock([control], { horizonMs: 3000 })[0]!.metrics
        expect(recoveryCensored).toBe(false)
        expect(recoveryMs).toBeLessThanOrEqual(30)
      }),
    )
  })
})

describe('a control', () => {
  it('is worth exactly itself', () => {
    const [metrics] = completeBlock([unchanged], { horizonMs }).map((record) => record.metrics)
    expect(metrics).toMatchObject({ efficiency: 1, lostWork: 0, depth: 0, serviceGapOverControlMs: 0, recoveryMs: 0 })
    expect(metrics!.updateWindowEfficiency).toBeNull()
  })

  it('without an update gets no figures of one', () => {
    const [, ofDirect, ofFresh] = completeBlock([createRecord({}), direct, fresh, unchanged], { horizonMs })
    for (const record of [ofDirect, ofFresh]) {
      expect(record!.metrics).toMatchObject({ efficiency: null, steadyStateRatio: null, recoveryMs: null })
    }
    expect(ofFresh!.metrics.heapRatio).toBe(1.5)
  })
})

describe('a block', () => {
  it('leaves null what it has no control for', () => {
    const metrics = complete(() => 1000, [])
    expect(metrics).toMatchObject({ efficiency: null, steadyStateRatio: null, heapRatio: null, recoveryMs: null })
    expect(complete(() => 1000, [unchanged])).toMatchObject({ efficiency: 1, steadyStateRatio: null, heapRatio: null })
  })

  it.each<[string, Changes]>([
    ['block', { block: 1 }],
    ['workload', { workload: 'bank' }],
    ['strategy', { strategy: 'fabry' }],
    ['mode of load', { load: { mode: 'open', rate: 100_000, arrivals: 'none' } }],
    ['share of load', { load: { mode: 'saturated', share: 0.7, rate: 100_000, arrivals: 'none' } }],
    ['kind of arrivals', { load: { mode: 'saturated', rate: 100_000, arrivals: 'poisson' } }],
    ['parameters', { parameters: { processes: 2 } }],
  ])('never takes a control of another %s', (_, changes) => {
    expect(complete(() => 1000, [{ ...unchanged, ...changes } as TrialRecord]).efficiency).toBeNull()
  })

  it('lets updates of one version share a null update, but not a fresh start', () => {
    const other = { update: 'other', to: 'v3' }
    const metrics = complete(
      () => 500,
      [
        { ...unchanged, ...other },
        { ...fresh, ...other, from: 'v1' },
      ],
    )
    expect(metrics).toMatchObject({ efficiency: 0.5, updatedSteadyStateRatio: null })
    const own = { ...unchanged, rates: createRates(() => 500) }
    expect(complete(() => 500, [{ ...unchanged, ...other }, own]).efficiency).toBe(1)
  })

  it('has no steady state of an updated program that was not updated', () => {
    expect(complete(() => 1000, [fresh, unchanged], { outcome: 'refused' }).updatedSteadyStateRatio).toBeNull()
  })

  it('counts a loss as what goes beyond the control’s own noise', () => {
    const wave = (window: number): number => (window % 2 === 0 ? 900 : 1100)
    const noisy = { ...unchanged, rates: createRates(wave) }
    expect(complete(wave, [noisy]).lostWork).toBe(0)
    expect(complete((window) => (window < 10 ? 0 : wave(window)), [noisy]).lostWork).toBe(10_000 - 5 * 100)
  })

  it('keeps all else as it was', () => {
    const record = createRecord({})
    const [completed] = completeBlock([record], { horizonMs })
    expect(completed).toEqual(record)
    expect(completed).not.toBe(record)
  })
})
