import { join, resolve } from 'node:path'
import { assembleSet, type AssembledSet } from '../store/assembled-set.ts'
import { readAssembledSet } from '../store/digest.ts'
import { describeSetProblem, readResultSet } from '../store/read-set.ts'
import type { Trial, TrialRecord } from '../store/record.ts'
import { findSet } from '../store/set-name.ts'
import type { Arguments } from './arguments/arguments.ts'
import type { Context } from './context.ts'
import { NothingMeasured } from './nothing-measured.ts'

interface Opened<T extends Trial = Trial> {
  readonly name: string
  readonly folder: string
  readonly set: AssembledSet<T>
}

/** The set that `--set` and `--results` name; the latest one by default. @throws as `readStoredSet` does */
export function openStoredSet(args: Arguments, context: Context): Opened {
  return readStoredSet(findResults(args, context), args.text('set'), context)
}

/** The same with all that is stored of each trial, for who draws it; this takes longer. */
export function openWholeSet(args: Arguments, context: Context): Opened<TrialRecord> {
  const readWhole = (folder: string): AssembledSet<TrialRecord> => assembleSet(readResultSet(folder))
  return open(findResults(args, context), args.text('set'), context, readWhole)
}

function findResults(args: Arguments, { cwd, root }: Context): string {
  return resolve(cwd, args.text('results') ?? join(root, 'results'))
}

/**
 * A stored set with trials in it; what in its files cannot be read is told.
 * @throws StoreError where there is none
 * @throws NothingMeasured where it is empty
 */
export function readStoredSet(results: string, nameOrPath: string | undefined, context: Context): Opened {
  return open(results, nameOrPath, context, readAssembledSet)
}

function open<T extends Trial>(
  results: string,
  nameOrPath: string | undefined,
  { cwd, err }: Context,
  read: (folder: string) => AssembledSet<T>,
): Opened<T> {
  const { name, folder } = findSet(results, nameOrPath, cwd)
  const set = read(folder)
  for (const problem of set.problems) err.write(`${err.paint('yellow', 'warning')}  ${describeSetProblem(problem)}\n`)
  if (set.trials.length > 0) return { name, folder, set }
  throw new NothingMeasured(
    'SET_EMPTY',
    `expected trials in ${folder}, got none. Run \`bench matrix\` with --set ${name} to the end.`,
  )
}
