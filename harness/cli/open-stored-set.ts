import { join, resolve } from 'node:path'
import { describeSetProblem, readResultSet, type StoredSet } from '../store/read-set.ts'
import { findSet } from '../store/set-name.ts'
import type { Arguments } from './arguments/arguments.ts'
import type { Context } from './context.ts'
import { NothingMeasured } from './nothing-measured.ts'

interface Opened {
  readonly name: string
  readonly folder: string
  readonly set: StoredSet
}

/** The set that `--set` and `--results` name; the latest one by default. @throws as `readStoredSet` does */
export function openStoredSet(args: Arguments, context: Context): Opened {
  const results = resolve(context.cwd, args.text('results') ?? join(context.root, 'results'))
  return readStoredSet(results, args.text('set'), context)
}

/**
 * A stored set with trials in it; what in its files cannot be read is told.
 * @throws StoreError where there is none
 * @throws NothingMeasured where it is empty
 */
export function readStoredSet(results: string, nameOrPath: string | undefined, { cwd, err }: Context): Opened {
  const { name, folder } = findSet(results, nameOrPath, cwd)
  const set = readResultSet(folder)
  for (const problem of set.problems) err.write(`${err.paint('yellow', 'warning')}  ${describeSetProblem(problem)}\n`)
  if (set.records.length > 0) return { name, folder, set }
  throw new NothingMeasured(
    'SET_EMPTY',
    `expected trials in ${folder}, got none. Run \`bench matrix\` with --set ${name} to the end.`,
  )
}
