import { formatNumber } from '../../report/format.ts'
import type { Growth, GrowthFigure, SoakResult } from '../../soak/growth.ts'

/** Says of each figure whether it grows from update to update, and by how much; else what would have been noticed. */
export function listGrowth({ growth }: SoakResult): string[] {
  return [
    'over the control, by the later half of the updates, with 95 % intervals:',
    ...(Object.keys(figures) as GrowthFigure[]).map((key) => {
      const { name, remark = '' } = figures[key]
      return `${name.padEnd(16)}  ${describeGrowth(growth[key], figures[key])}${growth[key] === null ? '' : remark}`
    }),
  ]
}

interface Figure {
  readonly name: string
  readonly unit: string
  /** Of the figure in one unit. */
  readonly scale: number
  /** Whether less of it is as bad as more. */
  readonly noun: 'growth' | 'change'
  readonly remark?: string
}

const kilobytes = { unit: 'KB', scale: 1024, noun: 'growth' } as const
const milliseconds = { unit: 'ms', scale: 1, noun: 'growth' } as const

const figures: Readonly<Record<GrowthFigure, Figure>> = {
  heapBytes: { name: 'settled heap', ...kilobytes },
  externalBytes: { name: 'outside the heap', ...kilobytes },
  residentBytes: {
    name: 'resident set',
    ...kilobytes,
    remark: '; it comes and goes by the megabyte, so trust the heap',
  },
  capacity: { name: 'requests served', unit: 'a second', scale: 1, noun: 'change' },
  updateMs: { name: 'update time', ...milliseconds },
  serviceGapMs: { name: 'service gap', ...milliseconds },
}

function describeGrowth(growth: Growth | null, { unit, scale, noun }: Figure): string {
  if (growth === null) return 'too few updates to tell: give more with --updates'
  const show = (value: number): string => formatNumber(value / scale)
  const { slope, lower, upper, detectable, earlier } = growth
  if (lower === 0 && upper === 0) return 'always the same'
  if (lower <= 0 && upper >= 0) return `no ${noun} found; ${show(detectable)} ${unit} an update would have been`
  const [verb, least, most] = lower > 0 ? ['grows', lower, upper] : ['falls', -upper, -lower]
  const before = earlier === null ? '' : `; ${show(earlier)} by the earlier half${settles(growth)}`
  return `${verb} by ${show(Math.abs(slope))} (${show(least)} … ${show(most)}) ${unit} an update${before}`
}

/** Less than half of what it was: with more updates it may come to nothing. */
function settles({ slope, earlier }: Growth): string {
  return earlier !== null && Math.abs(slope) < Math.abs(earlier) / 2 ? ', so it settles' : ''
}
