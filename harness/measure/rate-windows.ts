import type { Rates } from '../store/record.ts'

/** Rates over time are compared in windows of this width: finer ones show the arrivals' own noise. */
const comparedWindowMs = 10

/** Good replies in each whole window of [command, command + `lengthMs`), as far as they were counted. */
export function getWindowsFrom(rates: Rates, lengthMs: number): readonly number[] {
  const { first, end } = locateWindows(rates, lengthMs)
  return rates.good.slice(first, end)
}

/** The places of these windows among all. */
export function locateWindows(
  { startMs, commandMs, windowMs, good }: Rates,
  lengthMs: number,
): { readonly first: number; readonly end: number } {
  const first = Math.min(good.length, Math.round(((commandMs ?? startMs) - startMs) / windowMs))
  return { first, end: Math.min(good.length, first + Math.floor(lengthMs / windowMs)) }
}

/** A control's windows are asked for again with each trial of its block. */
const compared = new WeakMap<Rates, Map<number, readonly number[]>>()

/** The same in windows of 10 ms, or as they are where they are wider. */
export function getComparedWindows(rates: Rates, lengthMs: number): readonly number[] {
  const known = compared.get(rates) ?? new Map<number, readonly number[]>()
  compared.set(rates, known)
  const windows = known.get(lengthMs) ?? widenWindows(rates, lengthMs)
  known.set(lengthMs, windows)
  return windows
}

function widenWindows(rates: Rates, lengthMs: number): readonly number[] {
  const fine = getWindowsFrom(rates, lengthMs)
  const perWindow = getComparedWindowMs(rates) / rates.windowMs
  const windows: number[] = []
  for (let end = perWindow; end <= fine.length; end += perWindow) windows.push(sum(fine, end - perWindow, end))
  return windows
}

export function getComparedWindowMs({ windowMs }: Rates): number {
  return windowMs * Math.max(1, Math.round(comparedWindowMs / windowMs))
}

export function sum(windows: readonly number[], first = 0, end = windows.length): number {
  let total = 0
  for (let index = first; index < end; index++) total += windows[index]!
  return total
}
