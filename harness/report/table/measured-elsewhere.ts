import type { Metrics } from '../../store/record.ts'

/** A published figure of a system that updates running programs. */
export interface PublishedFigure {
  readonly system: string
  readonly figure: string
  readonly source: string
  /** Not read in the source itself, nor in its abstract: the table says so. */
  readonly isUnverified?: true
  /** What is nearest to it here; absent where nothing is. */
  readonly nearest?: {
    readonly title: string
    readonly read: (metrics: Metrics) => number | null
    readonly format: 'ratio' | 'ms'
  }
}

const windowEfficiency = {
  title: 'efficiency over the update alone',
  read: ({ updateWindowEfficiency }: Metrics) => updateWindowEfficiency,
  format: 'ratio',
} as const
const updateTime = { title: 'update time', read: ({ updateMs }: Metrics) => updateMs, format: 'ms' } as const
const steadyState = {
  title: 'v1 ÷ direct',
  read: ({ steadyStateRatio }: Metrics) => steadyStateRatio,
  format: 'ratio',
} as const
const longest = {
  title: 'longest latency during the update',
  read: ({ latency }: Metrics) => latency.during.max,
  format: 'ms',
} as const
const gap = {
  title: 'service gap over control',
  read: ({ serviceGapOverControlMs }: Metrics) => serviceGapOverControlMs,
  format: 'ms',
} as const
const heap = { title: 'heap ÷ direct', read: ({ heapRatio }: Metrics) => heapRatio, format: 'ratio' } as const

/**
 * Figures of others, on their programs and machines: nothing here is to be divided by them. Those of papers are as their
 * abstracts have them, but for those that say otherwise.
 */
export const publishedFigures: readonly PublishedFigure[] = [
  {
    system: 'PODUS',
    figure: 'a router at 90 % efficiency throughout the update',
    source: 'Segal and Frieder, IEEE Software 10(2), 1993',
    nearest: windowEfficiency,
  },
  {
    system: 'Ginseng',
    figure: 'all patches of three servers could be applied in less than 5 ms',
    source: 'Neamtiu and others, PLDI 2006',
    nearest: updateTime,
  },
  {
    system: 'Ginseng',
    figure: 'throughput 0 to 32 % lower, by the support for updates',
    source: 'Neamtiu and others, PLDI 2006',
    nearest: steadyState,
  },
  {
    system: 'POLUS',
    figure: 'less than 1 % degradation, 5 % in one case',
    source: 'Chen and others, ICSE 2007',
    nearest: steadyState,
  },
  {
    system: 'Jvolve',
    figure: '20 of 22 updates to releases of three servers supported; no overhead in the steady state',
    source: 'Subramanian and others, PLDI 2009',
    nearest: steadyState,
  },
  {
    system: 'Ksplice',
    figure: '56 of 64 security patches of Linux needed no new code',
    source: 'Arnold and Kaashoek, EuroSys 2009',
  },
  {
    system: 'ConUp',
    figure:
      'leaf component: disruption 875 ms by quiescence, 61 to 73 ms by version consistency; entry component: 936 ms, 839 ms (blocking), 9 ms (concurrent versions)',
    source: 'Ma and others, ESEC/FSE 2011; Baresi and others, IEEE TSE 43(4), 2017',
    isUnverified: true,
    nearest: gap,
  },
  {
    system: 'Javelus',
    figure: 'lazy conversion: a pause two orders of magnitude below those of Jvolve and DCE VM',
    source: 'Gu and others, APSEC 2012',
    nearest: gap,
  },
  {
    system: 'Pina and Cachopo',
    figure: 'longest response of an immediate update up to three orders of magnitude above that of a lazy one',
    source: 'HotSWUp 2012',
    nearest: longest,
  },
  {
    system: 'Rubah',
    figure: '"essentially no overhead" in the steady state',
    source: 'Pina and others, OOPSLA 2014',
    nearest: steadyState,
  },
  {
    system: 'Mutable checkpoint-restart',
    figure: '2 % more run time, 3.9 times the memory, on average over four servers',
    source: 'Giuffrida and others, Middleware 2014',
    nearest: heap,
  },
  {
    system: 'kpatch, kGraft',
    figure: 'a pause of a few ms; no pause, but possibly minutes to converge',
    source: 'documentation of the Linux live-patching projects',
    isUnverified: true,
    nearest: updateTime,
  },
  {
    system: 'pm2 reload',
    figure: 'around 2 % of requests failed under continuous graceful reload',
    source: 'one user’s report: Unitech/pm2#2729, 2017',
  },
]
