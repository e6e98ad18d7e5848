/** A Markdown table whose columns are aligned, the first row being its header. */
export function alignTable(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll('|', String.raw`\|`).replaceAll('\n', ' ')))
  const widths = (cells[0] ?? []).map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)))
  const [header = '', ...lines] = cells.map((row) =>
    toLine(widths.map((width, column) => (row[column] ?? '').padEnd(width))),
  )
  return [header, toLine(widths.map((width) => '-'.repeat(width))), ...lines].join('\n')
}

function toLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
