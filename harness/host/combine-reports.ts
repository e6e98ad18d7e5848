import type { PhaseSpan, ViolationExample } from '../store/record.ts'
import { internalKinds, type InternalKind } from './internal-kinds.ts'
import type { SiteReport } from './messages.ts'
import type { TraceReport } from './trace.ts'

/**
 * Reports of several sites as one: errors and violations add up, and so does the memory of sites of different names. What
 * ran under one name ran one after the other.
 */
export function combineReports(named: readonly (readonly [name: string, report: SiteReport])[]): SiteReport {
  const reports = named.map(([, report]) => report)
  const sum = (read: (report: SiteReport) => number): number =>
    reports.reduce((total, report) => total + read(report), 0)
  const traces = reports.flatMap(({ trace }) => (trace === undefined ? [] : [trace]))
  return {
    spans: reports.flatMap(({ spans }): readonly PhaseSpan[] => spans),
    errors: reports.flatMap(({ errors }) => errors).toSorted((a, b) => a.atMs - b.atMs),
    heapBytes: sum(({ heapBytes }) => heapBytes),
    heapPeakBytes: sumOfLargest(
      named,
      ([name]) => name,
      ([, { heapPeakBytes }]) => heapPeakBytes,
    ),
    residentBytes: sumOfLargest(
      reports,
      ({ processId }) => processId,
      ({ residentBytes }) => residentBytes,
    ),
    processId: 0,
    versionsResident: Math.max(...reports.map(({ versionsResident }) => versionsResident)),
    notices: reports.flatMap(({ notices }) => notices),
    ...(traces.length === 0 ? {} : { trace: combineTraces(traces) }),
  }
}

/** Of what belongs together only the largest counts. */
export function sumOfLargest<T>(
  items: readonly T[],
  keyOf: (item: T) => string | number,
  read: (item: T) => number,
): number {
  const largest = new Map<string | number, number>()
  for (const item of items) largest.set(keyOf(item), Math.max(largest.get(keyOf(item)) ?? 0, read(item)))
  return largest.values().reduce((sum, value) => sum + value, 0)
}

function combineTraces(traces: readonly TraceReport[]): TraceReport {
  const examples = new Map<string, ViolationExample>()
  for (const example of traces.flatMap((trace) => trace.examples))
    if (!examples.has(example.kind)) examples.set(example.kind, example)
  return {
    counts: Object.fromEntries(
      internalKinds.map((kind) => [kind, traces.reduce((total, { counts }) => total + counts[kind], 0)]),
    ) as Record<InternalKind, number>,
    examples: [...examples.values()],
    entries: traces.reduce((total, { entries }) => total + entries, 0),
  }
}
