/** A text that points at a column. */
export interface Label {
  readonly column: number
  readonly text: string
}

/** Puts labels below their columns, in as many lines as it takes for none to cover another. */
export function placeLabels(labels: readonly Label[], width: number): string[] {
  const lines: string[] = []
  for (const { column, text } of labels) {
    const start = Math.max(0, Math.min(column, width - text.length))
    const free = lines.findIndex((line) => line.length === 0 || line.length + 2 <= start)
    if (free === -1) lines.push(text.padStart(start + text.length))
    else lines[free] = `${lines[free]?.padEnd(start) ?? ''}${text}`
  }
  return lines
}

/** A line with a mark at each of the columns. */
export function drawAxis(columns: readonly number[], width: number): string {
  return Array.from({ length: width }, (_, column) => (columns.includes(column) ? '┴' : '─')).join('')
}
