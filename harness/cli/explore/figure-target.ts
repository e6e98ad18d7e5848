import { writeFileSync } from 'node:fs'
import { drawExplorations } from '../../report/figure/exploration-figure.ts'
import type { Context } from '../context.ts'
import { checkWritable } from '../json-target.ts'
import { unmet } from '../usage-error.ts'
import { describeSubject } from './explore-text.ts'
import type { ExploredUpdate } from './explored-update.ts'

/**
 * Looks whether a figure can be written before anything is explored.
 * @returns what writes it
 * @throws UsageError
 */
export function openFigure(text: string, context: Context): (explored: readonly ExploredUpdate[]) => Promise<void> {
  const format = /\.(svg|png)$/.exec(text)?.[1]
  if (format === undefined)
    throw unmet({
      code: 'FIGURE_FORMAT',
      expected: 'a file that ends in .svg or .png',
      got: `\`${text}\``,
      where: '--figure',
      next: 'For example --figure points.svg.',
    })
  const path = checkWritable(text, context, '--figure')
  return async (explored) => {
    // Vega is large: it is loaded where a figure is drawn.
    const { renderPng, renderSvg } = await import('../../report/figure/render.ts')
    const rows = explored.flatMap((one) =>
      one.report === undefined ? [] : [{ name: describeSubject(one), results: one.report.results }],
    )
    const seeds = [...new Set(explored.map(({ seed }) => seed))].join(', ')
    const svg = await renderSvg(drawExplorations(rows, `seed ${seeds}`), 'exploration')
    writeFileSync(path, format === 'svg' ? svg : renderPng(svg))
  }
}
