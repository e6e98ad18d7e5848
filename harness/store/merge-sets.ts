import { readdirSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { readHost, writeHost } from './host-file.ts'
import { openResultSet, type SetLocation } from './open-set.ts'
import { listPlanDifferences } from './plan-differences.ts'
import { readResultSet, type SetProblem, type StoredSet } from './read-set.ts'
import type { Environment, TrialRecord } from './record.ts'
import type { PlannedTrial } from './set-plan.ts'
import { StoreError } from './store-error.ts'

/** What came of merging. */
export interface Merged {
  readonly folder: string
  readonly trials: number
  readonly planned: number
  /** Those that none of the sets has. */
  readonly missing: readonly PlannedTrial[]
  /** What is in the files of the sets and could not be taken over. */
  readonly problems: readonly SetProblem[]
}

interface Source extends StoredSet {
  readonly folder: string
}

/**
 * Makes one result set of several that are parts of the same plan, in the plan's order. Done again, it adds only what is
 * not there yet.
 * @param complete a trial, now that all others are known: it may have been run apart from its traced run
 * @throws StoreError where the sets are of different plans, or ran on different runtimes; it names what differs
 */
export function mergeSets(
  folders: readonly [string, ...string[]],
  location: Omit<SetLocation, 'shard'>,
  complete: (record: TrialRecord, all: readonly TrialRecord[]) => TrialRecord,
): Merged {
  const [first, ...others] = folders.map((folder): Source => ({ folder, ...readResultSet(folder) })) as [
    Source,
    ...Source[],
  ]
  for (const other of others) checkPlans(first, other)
  checkRuntimes([first, ...others])
  const { records, problems } = unite([first, ...others])
  const set = openResultSet({ ...location, shard: 'merged' }, first.plan)
  try {
    const there = new Set(set.records.map(({ id }) => id))
    const known = new Set([...there, ...records.keys()])
    const added = first.plan.trials.flatMap(({ id }) => (there.has(id) ? [] : (records.get(id) ?? [])))
    const all = [...set.records, ...added]
    set.append(...added.map((record) => complete(record, all)))
    for (const { folder } of [first, ...others]) mergeHosts(folder, set.folder)
    return {
      folder: set.folder,
      trials: there.size + added.length,
      planned: first.plan.trials.length,
      missing: first.plan.trials.filter(({ id }) => !known.has(id)),
      problems: [...set.problems, ...problems],
    }
  } finally {
    set.close()
  }
}

function checkPlans(a: Source, b: Source): void {
  const differences = listPlanDifferences(a.plan, b.plan)
  if (differences.length > 0) throw mixed(a.folder, b.folder, differences)
}

/** Ratios of different machines may be put together, but not those of different virtual machines of JavaScript. */
const runtimeFields = ['node', 'v8', 'flags', 'lockHash'] as const satisfies (keyof Environment)[]

function checkRuntimes(sources: readonly Source[]): void {
  const all = sources.flatMap(({ folder, records }) => records.map(({ environment }) => ({ folder, environment })))
  const [first] = all
  for (const { folder, environment } of all) {
    const differing = runtimeFields.filter((field) => !isDeepStrictEqual(environment[field], first?.environment[field]))
    if (differing.length === 0) continue
    const texts = differing.map(
      (field) =>
        `environment.${field} (${JSON.stringify(first?.environment[field])}, not ${JSON.stringify(environment[field])})`,
    )
    throw mixed(first?.folder ?? '', folder, texts)
  }
}

function mixed(a: string, b: string, differences: readonly string[]): StoreError {
  return new StoreError(
    'SETS_MIXED',
    `expected ${a} and ${b} to be parts of one set, got other ${differences.join('; ')}. Merge only sets that were run with the same options, sources and Node.`,
  )
}

/** Each trial once: of several, that which was begun first, whatever the order of the sets. */
function unite(sources: readonly Source[]): { records: ReadonlyMap<string, TrialRecord>; problems: SetProblem[] } {
  const records = new Map<string, TrialRecord>()
  const problems = sources.flatMap((source) => source.problems)
  for (const { folder, records: own } of sources) {
    for (const record of own) {
      const known = records.get(record.id)
      if (known === undefined || record.startedAt < known.startedAt) records.set(record.id, record)
      if (known !== undefined && !isDeepStrictEqual(known, record))
        problems.push({
          code: 'repeated',
          file: folder,
          message: `trial ${record.id} was run elsewhere too; the one that was begun first is used`,
        })
    }
  }
  return { records, problems }
}

/** Two shards on one machine measured its capacity once each; what is measured later goes by the first. */
function mergeHosts(from: string, to: string): void {
  const folder = join(from, 'env')
  if (!existsSync(folder)) return
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const host = file.slice(0, -'.json'.length)
    const [theirs, ours] = [readHost(from, host), readHost(to, host)]
    if (theirs === undefined) continue
    writeHost(to, { ...theirs, ...ours, capacities: { ...theirs.capacities, ...ours?.capacities } })
  }
}
