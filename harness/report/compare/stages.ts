import { readCells, type CellTrials } from '../cells.ts'
import type { NamedSet } from './check-comparable.ts'

/** From so many blocks on a set can be halved, and both halves are as many as a quick look needs. */
const enoughToHalve = 24

/** Which blocks each stage of the gate sees. */
export interface Stages {
  readonly first: ReadonlySet<number>
  readonly second: ReadonlySet<number>
  /** Cells of the confirming sets, base and head, by key; undefined where the second stage is the rest of the same sets. */
  readonly fresh: ReadonlyMap<string, readonly [CellTrials, CellTrials]> | undefined
  readonly confirmed: readonly (readonly [CellTrials, CellTrials])[]
  readonly described: { readonly first: string; readonly second: string }
}

/**
 * The second stage has blocks that the first has not seen: those of the confirming sets; or else the later half of
 * the blocks, if there are 24 or more; or else none.
 */
export function planStages(base: NamedSet, head: NamedSet, confirm: readonly [NamedSet, NamedSet] | undefined): Stages {
  const blocks = listCommonBlocks(base, head)
  if (confirm !== undefined) return confirmWith(confirm, blocks)
  const half = blocks.length >= enoughToHalve ? Math.ceil(blocks.length / 2) : blocks.length
  const [first, second] = [blocks.slice(0, half), blocks.slice(half)]
  return {
    first: new Set(first),
    second: new Set(second),
    fresh: undefined,
    confirmed: [],
    described: { first: describe(first), second: describe(second) },
  }
}

function confirmWith([base, head]: readonly [NamedSet, NamedSet], blocks: readonly number[]): Stages {
  const fresh = listCommonBlocks(base, head)
  const [before, now] = [readCells(base.set), readCells(head.set)]
  const pairs = [...now].flatMap(([key, cell]) => {
    const other = before.get(key)
    return other === undefined ? [] : [[key, [other, cell]] as const]
  })
  return {
    first: new Set(blocks),
    second: new Set(fresh),
    fresh: new Map(pairs),
    confirmed: pairs.map(([, pair]) => pair),
    described: { first: describe(blocks), second: `${describe(fresh)} of ${base.name} and ${head.name}` },
  }
}

/** Blocks in which both sets ran something, in the order of the plan. */
function listCommonBlocks(base: NamedSet, head: NamedSet): number[] {
  const blocks = new Set(base.set.trials.map(({ block }) => block))
  return [...new Set(head.set.trials.map(({ block }) => block))]
    .filter((block) => blocks.has(block))
    .toSorted((a, b) => a - b)
}

/** `blocks 1–12`, counted from 1 as everywhere that people read. */
function describe(blocks: readonly number[]): string {
  const [first, last] = [blocks[0], blocks.at(-1)]
  if (first === undefined || last === undefined) return 'none'
  return first === last ? `block ${first + 1}` : `blocks ${first + 1}–${last + 1}`
}

/** A set as the report names it. */
export interface Side {
  readonly name: string
  readonly plan: string
  readonly trials: number
  readonly commits: readonly string[]
  readonly machines: readonly string[]
}

export function describeSide({ name, set: { plan, trials } }: NamedSet): Side {
  const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].toSorted()
  return {
    name,
    plan: plan.hash,
    trials: trials.length,
    commits: distinct(trials.map(({ environment: { commit, dirty } }) => `${commit.slice(0, 12)}${dirty ? '+' : ''}`)),
    machines: distinct(trials.map(({ environment: { host, cpu, cores } }) => `${host}: ${cpu}, ${cores} cores`)),
  }
}
