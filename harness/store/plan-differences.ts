import { isDeepStrictEqual } from 'node:util'
import type { PlannedTrial, SetPlan, SetSettings } from './set-plan.ts'

/** In what two plans differ, field by field: `load.share (0.7, not 0.5)`; empty where they are the same. */
export function listPlanDifferences(a: SetPlan, b: SetPlan): string[] {
  if (a.hash === b.hash) return []
  const settings = compare('', describeSettings(a.settings), describeSettings(b.settings))
  if (settings.length > 0) return settings
  const trials = compare('', describeTrials(a.trials), describeTrials(b.trials))
  return trials.length > 0 ? trials : [describeSources(a.trials, b.trials)]
}

/** Where plug-ins lie does not matter; which there are does. */
function describeSettings({ strategies, workloads, ...settings }: SetSettings): object {
  return { strategies: Object.keys(strategies), workloads: Object.keys(workloads), ...settings }
}

/** What tells plans with the same settings apart, in the words of the options. */
function describeTrials(trials: readonly PlannedTrial[]): object {
  return {
    seed: trials[0]?.seed,
    blocks: 1 + Math.max(-1, ...trials.map(({ block }) => block)),
    updates: listDistinct(trials.map(({ workload, update }) => `${workload}/${update}`)),
    points: listDistinct(trials.map(({ point }) => JSON.stringify(point) ?? '')),
    forced: trials.some(({ forced }) => forced),
    roles: listDistinct(trials.map(({ role }) => role)).toSorted(),
    order: trials.map(({ id: _id, ...trial }) => trial),
  }
}

/** The same trials with other ids run other code. */
function describeSources(a: readonly PlannedTrial[], b: readonly PlannedTrial[]): string {
  const others = a.filter(({ id }, index) => b[index]?.id !== id)
  const what =
    others.length === a.length ? 'all trials' : listDistinct(others.map(({ strategy }) => strategy)).join(', ')
  return `sources (other code for ${what})`
}

function compare(path: string, a: unknown, b: unknown): string[] {
  if (isDeepStrictEqual(a, b)) return []
  if (isObject(a) && isObject(b)) {
    const names = listDistinct([...Object.keys(a), ...Object.keys(b)])
    return names.flatMap((name) => compare(path === '' ? name : `${path}.${name}`, a[name], b[name]))
  }
  return [path === 'order' ? 'order' : `${path} (${describe(a)}, not ${describe(b)})`]
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function describe(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}

function listDistinct(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}
