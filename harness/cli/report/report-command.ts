import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { drawFigures } from '../../report/figure/figures.ts'
import { renderPng, renderSvg } from '../../report/figure/render.ts'
import { createPage, type Picture } from '../../report/html/page.ts'
import { compareStrategies } from '../../report/table/comparison.ts'
import { toCsv } from '../../report/table/csv.ts'
import { toMarkdown } from '../../report/table/markdown.ts'
import { writeAtomically } from '../../store/atomic-file.ts'
import type { Arguments } from '../arguments/arguments.ts'
import type { Context } from '../context.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import { toJson } from '../json-target.ts'
import { loadSetStrategies } from '../load-set-strategies.ts'
import { openWholeSet } from '../open-stored-set.ts'
import { openPage } from './open-page.ts'

/** `bench report`: tables and pictures of a stored set, in one page that needs nothing else. */
export async function reportCommand(args: Arguments, context: Context): Promise<ExitCode> {
  const { name, set } = openWholeSet(args, context)
  const comparison = compareStrategies(name, set, await loadSetStrategies(set, context))
  const markdown = toMarkdown(comparison)
  const reports = resolve(context.cwd, args.text('out') ?? join(context.root, 'reports'))
  const figures = join(reports, 'figures')
  mkdirSync(figures, { recursive: true })
  removeOldFigures(figures)
  const pictures: Picture[] = []
  for (const figure of drawFigures(set, comparison)) {
    const svg = await renderSvg(figure.spec, figure.name)
    pictures.push({ ...figure, svg })
    writeAtomically(join(figures, `${figure.name}.svg`), `${svg}\n`)
    if (args.flag('png')) writeFileSync(join(figures, `${figure.name}.png`), renderPng(svg))
  }
  const page = join(reports, 'report.html')
  writeAtomically(page, createPage(`Result set ${name}`, markdown, pictures))
  writeAtomically(join(reports, 'table.md'), markdown)
  writeAtomically(join(reports, 'table.csv'), toCsv(comparison))
  const written = {
    page,
    table: join(reports, 'table.md'),
    cells: join(reports, 'table.csv'),
    figures,
    pictures: pictures.length,
  }
  context.out.write(args.flag('json') ? toJson(written) : `${page}: ${pictures.length} figures, also in ${figures}\n`)
  if (args.flag('open')) await openPage(pathToFileURL(page).href, context)
  return set.problems.some(({ code }) => code === 'unreadable') ? exitCodes.undecided : exitCodes.good
}

/** Those of another set would look as if they belonged to this one. What is not ours stays. */
function removeOldFigures(folder: string): void {
  const ours = readdirSync(folder).filter((name) => /^(?:timeline|downtime|tails|sweep)-.*\.(?:svg|png)$/.test(name))
  for (const name of ours) rmSync(join(folder, name))
}
