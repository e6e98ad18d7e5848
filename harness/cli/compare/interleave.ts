import { join } from 'node:path'
import { Random } from '../../load/random.ts'
import { exitCodes } from '../exit-code.ts'
import type { Context, ProgramResult } from '../context.ts'
import type { PlanReport } from '../matrix/plan-text.ts'
import { NothingMeasured } from '../nothing-measured.ts'
import { isPath } from '../plug-ins.ts'
import type { Checkout, Checkouts } from './revisions.ts'

/** What both suites are asked to run. */
export interface SuitePlan {
  /** For `bench matrix`. */
  readonly options: readonly string[]
  readonly blocks: number
  readonly seed: number
  /** Both sets are made in it: `base` and `head`. */
  readonly folder: string
}

/** An update, and the strategies that both suites can run it with. */
export interface CommonCell {
  readonly workload: string
  readonly update: string
  readonly strategies: readonly string[]
}

/** What both suites have: only that can be compared. */
export async function findCommonCells(
  { base, head }: Checkouts,
  plan: SuitePlan,
  context: Context,
): Promise<readonly CommonCell[]> {
  const [before, now] = [await askPlan(base, plan, context), await askPlan(head, plan, context)]
  const cells = now.cells.flatMap(({ workload, update, runs }) => {
    const other = before.cells.find((cell) => cell.workload === workload && cell.update === update)
    const strategies = runs.filter((name) => other?.runs.includes(name))
    return strategies.length === 0 ? [] : [{ workload, update, strategies }]
  })
  if (cells.length > 0) return cells
  throw new NothingMeasured(
    'NOTHING_TO_COMPARE',
    'expected updates that both commits can run, got none. Ask for others with --workload, --strategy and --update.',
  )
}

async function askPlan(checkout: Checkout, plan: SuitePlan, context: Context): Promise<PlanReport> {
  const result = await runMatrix(checkout, plan, ['--dry-run', '--json', ...plan.options], '', context)
  if (result.code !== exitCodes.good) throw explainFailure(checkout, result)
  return JSON.parse(result.stdout) as PlanReport
}

/**
 * Runs every block of every cell, each right after the same one of the other commit, in random order: so whatever the
 * machine does, it does to both. False where it was interrupted.
 */
export async function runInterleaved(
  { base, head }: Checkouts,
  cells: readonly CommonCell[],
  plan: SuitePlan,
  suffix: string,
  context: Context,
): Promise<boolean> {
  const random = new Random().reseed(plan.seed, 0)
  const only = listOnly(cells, plan.options)
  const parts = cells.length * plan.blocks
  for (let part = 1; part <= parts; part++) {
    context.err.write(`[${part}/${parts}] block ${Math.ceil(part / cells.length)} of both commits\n`)
    for (const checkout of random.below(2) === 0 ? [base, head] : [head, base]) {
      const result = await runMatrix(
        checkout,
        plan,
        [...only, '--shard', `${part}/${parts}`, '--json'],
        suffix,
        context,
      )
      if (result.code === exitCodes.interrupted) return false
      // A part that holds only what is refused was run with the first block.
      if (result.code !== exitCodes.good && result.code !== exitCodes.nothingMeasured)
        throw explainFailure(checkout, result)
    }
  }
  return true
}

/** Names just what is common, so that both plans have the same blocks in the same places. */
function listOnly(cells: readonly CommonCell[], options: readonly string[]): string[] {
  const rest: string[] = []
  for (let index = 0; index < options.length; index += options[index] === '--smoke' ? 1 : 2) {
    const name = options[index]!
    if (name === '--smoke') rest.push(name)
    else if (!['--strategy', '--workload', '--update'].includes(name)) rest.push(name, options[index + 1]!)
  }
  return [
    '--strategy',
    narrow(
      listAsked('--strategy', options),
      cells.flatMap(({ strategies }) => strategies),
    ),
    '--workload',
    narrow(
      listAsked('--workload', options),
      cells.map(({ workload }) => workload),
    ),
    '--update',
    narrow(
      [],
      cells.map(({ workload, update }) => `${workload}/${update}`),
    ),
    ...rest,
  ]
}

function listAsked(name: string, options: readonly string[]): string[] {
  return options.flatMap((option, index) => (option === name ? [options[index + 1]!] : []))
}

/** Those asked for that are common, or all that are common; a path stays, as only the suites know what it is the path of. */
function narrow(asked: readonly string[], common: readonly string[]): string {
  const kept = asked.filter((text) => isPath(text) || common.includes(text))
  return [...new Set(asked.length === 0 ? common : kept)].join(',')
}

async function runMatrix(
  { folder, side }: Checkout,
  { blocks, seed, folder: results }: SuitePlan,
  args: readonly string[],
  suffix: string,
  { runProgram }: Context,
): Promise<ProgramResult> {
  const fixed = ['--blocks', String(blocks), '--seed', String(seed), '--results', results, '--set', `${side}${suffix}`]
  return runProgram(join(folder, 'bin/bench'), ['matrix', ...args, ...fixed], folder)
}

function explainFailure({ side, commit }: Checkout, { code, stderr }: ProgramResult): NothingMeasured {
  const end = stderr.trim().split('\n').slice(-3).join(' ')
  return new NothingMeasured(
    'SUITE_FAILED',
    `expected the suite of ${side} (${commit.slice(0, 7)}) to run, got code ${code}: ${end} See what it needs with \`git checkout ${commit.slice(0, 7)} && npx bench matrix --smoke\`.`,
  )
}
