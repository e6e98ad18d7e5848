import type { Metrics } from '../../store/record.ts'

/** A published figure of a system that updates running programs. */
export interface PublishedFigure {
  readonly system: string
  readonly figure: string
  readonly source: string
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

/** Figures of others, on their programs and machines: nothing here is to be divided by them. */
export const publishedFigures: readonly PublishedFigure[] = [
  {
    system: 'PODUS',
    figure: 'a router at 90 % efficiency throughout the update',
    source: 'Segal and Frieder, IEEE Software 10(2), 1993',
    nearest: windowEfficiency,
  },
  {
    system: 'Ginseng',
    figure: 'patches applied in less than 5 ms',
    source: 'Neamtiu and others, PLDI 2006',
    nearest: updateTime,
  },
  {
    system: 'Ginseng',
    figure: 'steady state 0 to 32 % slower',
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
    figure: '20 of 22 releases supported; no overhead in the steady state',
    source: 'Subramanian and others, PLDI 2009',
    nearest: steadyState,
  },
  {
    system: 'Ksplice',
    figure: '56 of 64 security patches needed no new code',
    source: 'Arnold and Kaashoek, EuroSys 2009',
  },
  {
    system: 'ConUp',
    figure:
      'leaf component: disruption 875 ms by quiescence, 61 to 73 ms by version consistency; entry component: 936 ms, 839 ms (blocking), 9 ms (concurrent versions)',
    source: 'Ma and others, ESEC/FSE 2011; Baresi and others, IEEE TSE 43(4), 2017',
    nearest: gap,
  },
  {
    system: 'Javelus',
    figure: 'lazy conversion: a pause about two orders of magnitude below that of eager conversion',
    source: 'Gu and others, APSEC 2012',
    nearest: gap,
  },
  {
    system: 'Pina and Cachopo',
    figure: 'longest response of an eager update up to three orders of magnitude above that of a lazy one',
    source: 'HotSWUp 2012',
    nearest: longest,
  },
  {
    system: 'Rubah',
    figure: '"essentially no overhead" in the steady state (5 to 9 % in the submission)',
    source: 'Pina and others, OOPSLA 2014',
    nearest: steadyState,
  },
  {
    system: 'Mutable checkpoint-restart',
    figure: '2 % more run time, 3.9 times the memory',
    source: 'Giuffrida and others, Middleware 2014',
    nearest: heap,
  },
  {
    system: 'kpatch, kGraft',
    figure: 'a pause of a few ms; no pause, but possibly minutes to converge',
    source: 'documentation of the Linux live-patching projects',
    nearest: updateTime,
  },
  { system: 'pm2 reload', figure: 'about 2 % of requests failed under continuous reload', source: 'one user’s report' },
]
