import { formatNumber, formatRatio } from '../../report/format.ts'
import { alignRight } from '../../report/terminal/sweep-text.ts'
import type { SoakResult } from '../../soak/growth.ts'
import type { SoakRound } from '../../soak/record.ts'

/** Rows that are shown of a long soak; all are in the JSON. */
const mostRows = 24

/** A row for each update, or for some of them; the first one is the program before all updates. */
export function listRounds({ rounds }: SoakResult): string[] {
  const [first] = rounds
  if (first === undefined) return []
  // An odd number: else only one of two releases would be seen.
  const every = rounds.length <= mostRows ? 1 : Math.ceil(rounds.length / mostRows) | 1
  const shown = rounds.filter(({ number }) => number % every === 0 || number === rounds.length - 1)
  const titles = columns.map(({ title }) => title)
  const rows = shown.map((round) => columns.map(({ show }) => show(round, first)))
  const table = alignRight([titles, ...rows])
  return every === 1 ? table : [...table, `every ${every} updates; --json has all`]
}

interface Column {
  readonly title: string
  readonly show: (round: SoakRound, first: SoakRound) => string
}

const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(2)
const orNone = (value: number | null): string => (value === null ? '–' : formatNumber(value))

const columns: readonly Column[] = [
  { title: 'update', show: ({ number }) => String(number) },
  { title: 'release', show: ({ release, outcome }) => (isMade(outcome) ? release : `${release}, ${outcome}`) },
  { title: 'heap MB', show: ({ heapBytes }) => megabytes(heapBytes) },
  { title: 'outside', show: ({ externalBytes }) => megabytes(externalBytes) },
  { title: 'resident', show: ({ residentBytes }) => megabytes(residentBytes) },
  { title: 'versions', show: ({ versionsResident }) => String(versionsResident) },
  { title: 'old objects', show: ({ oldObjects }) => orNone(oldObjects) },
  { title: 'speed', show: ({ capacity }, first) => formatRatio(capacity / first.capacity) },
  { title: 'update ms', show: ({ updateMs }) => orNone(updateMs) },
  { title: 'gap ms', show: ({ serviceGapMs }) => formatNumber(serviceGapMs) },
  { title: 'wrong', show: ({ wrong }) => formatNumber(wrong) },
]

function isMade(outcome: SoakRound['outcome']): boolean {
  return outcome === 'completed' || outcome === 'none'
}
