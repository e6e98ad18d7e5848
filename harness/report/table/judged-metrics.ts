import type { Trial } from '../../store/record.ts'
import { gatedMetrics, toRatio, type GatedMetric } from '../gated-metrics.ts'

/** A figure that strategies are judged by. */
export interface JudgedMetric extends Pick<
  GatedMetric,
  'key' | 'title' | 'unit' | 'better' | 'kind' | 'control' | 'read'
> {
  /** Differences up to it count as none; ratios have one margin for all. */
  readonly margin?: (trial: Trial) => number
}

/** δ of ratios: less than 3 % is as good as equal. */
export const ratioMargin = 0.03

/** δ of times: the width of the windows in which good replies are counted. */
const timeMarginMs = 1

/** What the gate looks after, and the tail and the work lost on top of it. */
export const judgedMetrics: readonly JudgedMetric[] = [
  ...gatedMetrics.map((metric) => ({
    ...metric,
    ...(metric.kind === 'difference'
      ? { margin: ({ metrics }: Trial) => Math.max(timeMarginMs, metrics.resolutionMs) }
      : {}),
  })),
  {
    key: 'lost-work',
    title: 'lost work, requests',
    unit: '',
    better: 'lower',
    kind: 'difference',
    control: 'null update',
    read: ({ metrics }) => metrics.lostWork,
    margin: ({ load }) => Math.max(1, (load.rate * timeMarginMs) / 1000),
  },
  {
    key: 'p99-during',
    title: 'p99 during ÷ control',
    unit: '',
    better: 'lower',
    kind: 'ratio',
    control: 'null update',
    read: ({ metrics }, control) =>
      toRatio((metrics.latency.during.p99 ?? NaN) / (control?.metrics.latency.during.p99 ?? NaN)),
  },
]
