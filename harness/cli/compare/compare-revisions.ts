import { mkdirSync } from 'node:fs'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { compareSets, type CompareOptions, type SetComparison } from '../../report/compare/compare-sets.ts'
import type { NamedSet } from '../../report/compare/check-comparable.ts'
import { readAssembledSet } from '../../store/digest.ts'
import { hashJson } from '../../store/trial-id.ts'
import type { Arguments } from '../arguments/arguments.ts'
import type { Context } from '../context.ts'
import { listenForInterrupt } from '../interrupt.ts'
import { NothingMeasured } from '../nothing-measured.ts'
import { isPath } from '../plug-ins.ts'
import type { Compared } from './compare-command.ts'
import { findCommonCells, runInterleaved, type SuitePlan } from './interleave.ts'
import { openCheckouts, parseRange, type Checkout, type Checkouts } from './revisions.ts'

/** Seeds of the confirming blocks are so far from those of the first ones that none is the same. */
const confirmingSeeds = 100_000

/**
 * `bench compare --run BASE..HEAD`: the suite of both commits, each in a working tree of its own, in interleaved blocks on
 * this machine; what the first stage flags is run again, on fresh blocks. The same command goes on where it was stopped.
 */
export async function compareRevisions(
  args: Arguments,
  results: string,
  context: Context,
  options: CompareOptions,
): Promise<Compared | 'interrupted'> {
  const range = await parseRange(args.required('run'), context)
  const asked = listMatrixOptions(args, context)
  const blocks = args.wholeNumber('blocks', { minimum: 1, maximum: 10_000 }) ?? 12
  const seed = args.wholeNumber('seed', { minimum: 0, maximum: 0x7fff_ffff - confirmingSeeds }) ?? 1
  const name = `compare-${range.base.slice(0, 7)}-${range.head.slice(0, 7)}-${hashJson([asked, blocks, seed]).slice(0, 6)}`
  const folder = join(results, name)
  mkdirSync(folder, { recursive: true })
  // The suites get the signal too, and stop; then this has to tidy up.
  const interrupt = listenForInterrupt()
  const checkouts = await openCheckouts(range, context)
  try {
    const plan: SuitePlan = { options: asked, blocks, seed, folder }
    const cells = await findCommonCells(checkouts, plan, context)
    if (!(await runInterleaved(checkouts, cells, plan, '', context))) return 'interrupted'
    const first = compareSets(...readPair(folder, '', checkouts), undefined, options)
    if (first.result !== 'undecided' || blocks < 5) return toCompared(first, folder, results)
    const flagged = listFlagged(first)
    context.err.write(
      `${flagged.length} of ${first.metrics.length} comparisons are flagged: once more, on fresh blocks.\n`,
    )
    const again = { ...plan, seed: seed + confirmingSeeds }
    const only = cells.filter(({ workload, update }) =>
      flagged.some((each) => each.workload === workload && each.update === update),
    )
    const strategies = new Set(flagged.map(({ strategy }) => strategy))
    const narrowed = only.map((cell) => ({
      ...cell,
      strategies: cell.strategies.filter((each) => strategies.has(each)),
    }))
    if (!(await runInterleaved(checkouts, narrowed, again, '-again', context))) return 'interrupted'
    const second = compareSets(...readPair(folder, '', checkouts), readPair(folder, '-again', checkouts), options)
    return toCompared(second, folder, results)
  } finally {
    await checkouts.close()
    interrupt.stop()
  }
}

function listFlagged({ metrics }: SetComparison): SetComparison['metrics'] {
  return metrics.filter(({ gate }) => gate.stage === 'flagged')
}

/** Options that `bench matrix` is to get as they are. */
function listMatrixOptions(args: Arguments, context: Context): string[] {
  const plugIns = ['strategy', 'workload'].flatMap((name) =>
    args.texts(name).flatMap((text) => [`--${name}`, isPath(text) ? toSuitePath(text, context) : text]),
  )
  const texts = ['update', 'param', 'void'].flatMap((name) => args.texts(name).flatMap((text) => [`--${name}`, text]))
  const single = ['load', 'arrivals'].flatMap((name) => {
    const given = args.text(name)
    return given === undefined ? [] : [`--${name}`, given]
  })
  return [...plugIns, ...texts, ...single, ...(args.flag('smoke') ? ['--smoke'] : [])]
}

/** A plug-in in the project is each commit's own; one elsewhere is the same for both. */
function toSuitePath(text: string, { cwd, root }: Context): string {
  const path = resolve(cwd, text)
  const inside = relative(root, path)
  return inside.startsWith('..') || isAbsolute(inside) ? path : `./${inside}`
}

function readPair(folder: string, suffix: string, { base, head }: Checkouts): readonly [NamedSet, NamedSet] {
  const read = ({ side, commit }: Checkout): NamedSet => ({
    name: `${side} ${commit.slice(0, 7)}${suffix}`,
    set: readAssembledSet(join(folder, `${side}${suffix}`)),
  })
  const pair = [read(base), read(head)] as const
  const empty = pair.find(({ set }) => set.trials.length === 0)
  if (empty === undefined) return pair
  throw new NothingMeasured('SET_EMPTY', `expected trials of ${empty.name} in ${folder}, got none.`)
}

function toCompared(comparison: SetComparison, folder: string, results: string): Compared {
  return { comparison, folder: relative(results, join(folder, 'head')), isDamaged: false }
}
