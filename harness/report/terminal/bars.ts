const eighths = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** Columns of block characters, the highest line first. A value above 0 always shows, if only as the lowest bar. */
export function drawBars(values: readonly number[], top: number, rows: number): string[] {
  const heights = values.map((value) => (top > 0 && value > 0 ? Math.max(1, Math.round((value / top) * rows * 8)) : 0))
  const lines: string[] = []
  for (let row = rows - 1; row >= 0; row--) {
    lines.push(heights.map((height) => eighths[Math.min(8, Math.max(0, height - row * 8))] ?? ' ').join(''))
  }
  return lines
}
