import { isDeepStrictEqual } from 'node:util'
import type { AssembledSet } from '../../store/assembled-set.ts'
import type { SetPlan } from '../../store/set-plan.ts'
import { StoreError } from '../../store/store-error.ts'

/** A result set with the name by which it was asked for. */
export interface NamedSet {
  readonly name: string
  readonly set: AssembledSet
}

/**
 * Two sets can be compared if nothing but their sources tells their trials apart.
 * @throws StoreError that names what differs
 */
export function checkComparable(base: NamedSet, head: NamedSet): void {
  const [a, b] = [base.set.plan, head.set.plan]
  const differing = [...listSettings(a, b), ...listSeeds(a, b)]
  if (differing.length === 0) return
  throw new StoreError(
    'SETS_NOT_COMPARABLE',
    `expected ${base.name} and ${head.name} to differ in their sources alone, got other ${differing.join('; ')}. ` +
      'Run one of them again with the options of the other.',
  )
}

function listSettings({ settings: a }: SetPlan, { settings: b }: SetPlan): string[] {
  const common = Object.keys(a.parameters).filter((workload) => Object.hasOwn(b.parameters, workload))
  const pairs: (readonly [what: string, a: unknown, b: unknown])[] = [
    ...common.map((workload) => [`parameters of ${workload}`, a.parameters[workload], b.parameters[workload]] as const),
    ['load', a.load, b.load],
    ['windows', a.windows, b.windows],
    ['windows of traced runs', a.tracedWindows, b.tracedWindows],
  ]
  return pairs
    .filter(([, ours, theirs]) => !isDeepStrictEqual(ours, theirs))
    .map(([what, ours, theirs]) => `${what} (${JSON.stringify(ours)}, not ${JSON.stringify(theirs)})`)
}

/** With another seed a block has other requests at other times. */
function listSeeds(a: SetPlan, b: SetPlan): string[] {
  const seeds = new Map(a.trials.map(({ block, seed }) => [block, seed]))
  const other = b.trials.find(({ block, seed }) => seeds.has(block) && seeds.get(block) !== seed)
  return other === undefined ? [] : [`seeds (block ${other.block + 1}: ${seeds.get(other.block)}, not ${other.seed})`]
}
