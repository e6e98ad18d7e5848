import type { Metrics, Trial } from '../store/record.ts'

/** What a figure is told against: a trial of the same block. */
type Control = 'direct' | 'fresh start' | 'null update'

/** A figure that the gate looks after: one series of blocks for each cell of the matrix. */
export interface GatedMetric {
  readonly key: string
  readonly title: string
  readonly unit: string
  readonly better: 'higher' | 'lower'
  /** A figure that can be 0 has no ratio: it is compared by differences. */
  readonly kind: 'ratio' | 'difference'
  /** Absent where no control has anything like it. */
  readonly control?: Control
  /** No ratio to a control: it means something only against a trial of the same block on the same machine. */
  readonly isAbsolute: boolean
  /** Of an assembled trial; `control` is the null update of its block. Null where it was not measured. */
  readonly read: (trial: Trial, control: Trial | undefined) => number | null
  /** What a relative margin refers to, where the figure itself is a difference. */
  readonly scale?: (trial: Trial) => number
}

const lostTime = { unit: 'ms', better: 'lower', kind: 'difference', control: 'null update', isAbsolute: true } as const

export const gatedMetrics: readonly GatedMetric[] = [
  { ...ratio('steady-state', 'v1 ÷ direct', 'higher', ({ steadyStateRatio }) => steadyStateRatio), control: 'direct' },
  {
    ...ratio(
      'updated-steady-state',
      'updated ÷ fresh',
      'higher',
      ({ updatedSteadyStateRatio }) => updatedSteadyStateRatio,
    ),
    control: 'fresh start',
  },
  { ...ratio('efficiency', 'efficiency', 'higher', ({ efficiency }) => efficiency), control: 'null update' },
  { ...ratio('heap', 'heap ÷ direct', 'lower', ({ heapRatio }) => heapRatio), control: 'direct' },
  { ...ratio('update', 'update time', 'lower', ({ updateMs }) => updateMs), unit: 'ms', isAbsolute: true },
  {
    key: 'downtime',
    title: 'downtime over control',
    ...lostTime,
    read: ({ metrics }, control) => (control === undefined ? null : metrics.downtimeMs - control.metrics.downtimeMs),
    scale: ({ metrics }) => metrics.downtimeMs,
  },
  {
    key: 'service-gap',
    title: 'service gap over control',
    ...lostTime,
    read: ({ metrics }) => metrics.serviceGapOverControlMs,
    scale: ({ metrics }) => metrics.serviceGapMs,
  },
]

function ratio(
  key: string,
  title: string,
  better: GatedMetric['better'],
  value: (metrics: Metrics) => number | null,
): GatedMetric {
  const read = ({ metrics }: Trial): number | null => toRatio(value(metrics))
  return { key, title, unit: '', better, kind: 'ratio', isAbsolute: false, read }
}

/** What has no logarithm was not measured: an efficiency of 0 is seen in the downtime. */
export function toRatio(value: number | null): number | null {
  return value !== null && value > 0 && Number.isFinite(value) ? value : null
}
