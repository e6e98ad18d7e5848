import { quantileSorted } from 'simple-statistics'
import type { Metrics, Rates } from '../store/record.ts'
import { getComparedWindowMs, getComparedWindows } from './rate-windows.ts'

/** How the rate of a control behaves from the moment of the command on. */
export interface NormalBand {
  /** 1st and 99th percentile of the control's windows of 10 ms. */
  readonly low: number
  readonly high: number
  /** A control strays from its own band too: in so many windows of its worst second, and in so many together. */
  readonly strays: number
  readonly run: number
}

export type Recovery = Pick<Metrics, 'recoveryMs' | 'recoveryCensored'>

/** The rate must stay in the band for so long. */
const stayMs = 1000

/** The band in which the given controls stay, taken together; `undefined` if none has a window after its command. */
export function getNormalBand(controls: readonly Rates[], horizonMs: number): NormalBand | undefined {
  const bands = controls.map((rates) => getBand(rates, horizonMs)).filter((band) => band !== undefined)
  if (bands.length === 0) return undefined
  return {
    low: Math.min(...bands.map(({ low }) => low)),
    high: Math.max(...bands.map(({ high }) => high)),
    strays: Math.max(...bands.map(({ strays }) => strays)),
    run: Math.max(...bands.map(({ run }) => run)),
  }
}

/**
 * First moment after the command from which the rate stays in the band for 1 s, that is, strays no more often and no
 * longer at a time than the controls do. (By its very definition a control has 2 % of its windows outside: to forbid
 * any would find that not even the control recovers.) Censored at H.
 */
export function measureRecovery(rates: Rates, band: NormalBand, horizonMs: number): Recovery {
  const windowMs = getComparedWindowMs(rates)
  const windows = getComparedWindows(rates, horizonMs + stayMs)
  const stretch = getStretch(horizonMs, windowMs)
  const last = Math.min(windows.length - stretch, Math.floor(horizonMs / windowMs))
  for (let start = 0; start <= last; start++) {
    if (isStray(windows[start]!, band)) continue
    const { strays, run } = countStrays(windows, band, start, start + stretch)
    if (strays <= band.strays && run <= band.run) return { recoveryMs: start * windowMs, recoveryCensored: false }
  }
  return { recoveryMs: horizonMs, recoveryCensored: true }
}

/** By horizon. */
const known = new WeakMap<Rates, Map<number, NormalBand | undefined>>()

function getBand(rates: Rates, horizonMs: number): NormalBand | undefined {
  const bands = known.get(rates) ?? new Map<number, NormalBand | undefined>()
  known.set(rates, bands)
  if (!bands.has(horizonMs)) bands.set(horizonMs, findBand(rates, horizonMs))
  return bands.get(horizonMs)
}

function findBand(rates: Rates, horizonMs: number): NormalBand | undefined {
  const windows = getComparedWindows(rates, horizonMs)
  if (windows.length === 0) return undefined
  const sorted = windows.toSorted((a, b) => a - b)
  const edges = { low: quantileSorted(sorted, 0.01), high: quantileSorted(sorted, 0.99) }
  const stretch = getStretch(horizonMs, getComparedWindowMs(rates))
  return { ...edges, strays: countMostStrays(windows, edges, stretch), run: countStrays(windows, edges).run }
}

/** In the worst of all stretches of so many windows. */
function countMostStrays(windows: readonly number[], edges: Edges, stretch: number): number {
  let [strays, most] = [0, 0]
  for (let end = 0; end < windows.length; end++) {
    if (isStray(windows[end]!, edges)) strays++
    if (end >= stretch && isStray(windows[end - stretch]!, edges)) strays--
    most = Math.max(most, strays)
  }
  return most
}

/** Windows in 1 s, or in the whole horizon where that is shorter. */
function getStretch(horizonMs: number, windowMs: number): number {
  return Math.max(1, Math.floor(Math.min(stayMs, horizonMs) / windowMs))
}

type Edges = Pick<NormalBand, 'low' | 'high'>

/** How many windows are outside the band, and how many of them at most together. */
function countStrays(
  windows: readonly number[],
  edges: Edges,
  first = 0,
  end = windows.length,
): Pick<NormalBand, 'strays' | 'run'> {
  let [strays, run, longest] = [0, 0, 0]
  for (let index = first; index < Math.min(end, windows.length); index++) {
    run = isStray(windows[index]!, edges) ? run + 1 : 0
    if (run > 0) strays++
    longest = Math.max(longest, run)
  }
  return { strays, run: longest }
}

function isStray(good: number, { low, high }: Edges): boolean {
  return good < low || good > high
}
