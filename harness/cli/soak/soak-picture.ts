import { formatNumber } from '../../report/format.ts'
import { drawBars } from '../../report/terminal/bars.ts'
import { drawAxis, placeLabels } from '../../report/terminal/labels.ts'
import type { SoakResult } from '../../soak/growth.ts'

const rows = 6
const margin = 9
const widest = 100

/** Settled heap after each update, above the least of them: lines of at most 100 columns. */
export function drawHeap({ rounds }: SoakResult, columns: number): string[] {
  if (rounds.length < 2) return []
  const width = Math.max(40, Math.min(columns, widest)) - margin - 3
  const every = Math.ceil(rounds.length / width)
  const shown = rounds.filter(({ number }) => number % every === 0)
  const wide = Math.max(1, Math.floor(width / shown.length))
  const least = Math.min(...rounds.map(({ heapBytes }) => heapBytes))
  const above = shown.flatMap(({ heapBytes }) => Array.from({ length: wide }, () => (heapBytes - least) / 1024))
  const top = Math.max(...above)
  const marks = [...new Set([0, Math.floor(shown.length / 2), shown.length - 1])].map((index) => ({
    column: index * wide,
    text: String(shown[index]?.number ?? 0),
  }))
  const indent = ' '.repeat(margin + 3)
  return [
    `${indent}settled heap after each update, KB above ${formatNumber(least / 1024)}`,
    ...drawBars(above, top, rows).map(
      (line, row) => `${(row === 0 ? formatNumber(top) : '').padStart(margin)} ┤ ${line}`,
    ),
    `${'0'.padStart(margin)} ┼─${drawAxis(
      marks.map(({ column }) => column),
      above.length,
    )}`,
    ...placeLabels(marks, above.length).map((line) => `${indent}${line}`),
  ]
}
