/**
 * Which procedures can be rebound, and when: PODUS's rule (Segal & Frieder 1993, "Updating").
 *
 *   1. A procedure is active if it is on the run-time stack, or if its new version can, directly or
 *      indirectly, invoke a procedure that is active.
 *   2. A procedure that is not active is rebound at once. It is then new, and not considered further.
 *   3. Semantically dependent procedures (a group) are rebound together, when all are inactive.
 *   4. What the operator orders after another procedure is not rebound before it.
 *
 * Rules 3 and 4 make a procedure that is not active wait. While it waits, it is old; new code invokes
 * only new code, so whatever can invoke it must wait too. Hence waiting spreads as activity does, and
 * all four rules are one: in the graph with an edge P → Q wherever P' calls Q, P is grouped with Q, or P
 * comes after Q, *P is active if it reaches a procedure on the stack.*
 *
 * The set only shrinks. An inactive procedure reaches no old one, nor will it later: old code that is
 * invoked anew was on the stack or active already, all else having been rebound. So activity never
 * passes through an updated procedure, and an update need only be told of procedures that leave the
 * stack. The paper has one stack; with several processes (our extension) "the stack" is all of theirs,
 * and an active procedure can come onto one: see `entered`. When to ask again (once the activations are
 * fewer than at the last rebinding, the low-water mark) is the caller's part.
 *
 * Procedures are numbered 0 … n−1, over both versions. A deleted one calls nothing in the new version,
 * thus is active only on the stack; if old code may invoke it again, order it after that code. An added
 * one cannot be on the stack and is never rebound, but activity passes through it.
 */

/** Whom each procedure's new version calls: P calls `targets[offsets[P]]` … `targets[offsets[P + 1] - 1]`. */
export interface CallGraph {
  readonly offsets: Uint32Array
  readonly targets: Uint32Array
}

/** What the programmer or the operator declares, beyond the calls. */
export interface Constraints {
  /** Semantically dependent procedures, which are rebound together. */
  readonly groups?: readonly (readonly number[])[]
  /** `[P, Q]`: P not before Q; in the same round will do. */
  readonly after?: readonly Edge[]
  /** Procedures without an old version. */
  readonly added?: readonly number[]
}

/** Why a procedure is active: it is on a stack, or it waits for the next link's procedure, for this reason. */
export interface Link {
  readonly procedure: number
  readonly because: 'on the stack' | 'calls' | 'grouped with' | 'ordered after'
}

type Edge = readonly [from: number, to: number]

/** The rank of what is not on the stack. */
const OFF = -1

/**
 * The active procedures of one update. Building it needs no stack, so the program can run meanwhile.
 *
 * Each active procedure remembers one on the stack that it reaches, its support: that of lowest rank, ranks
 * rising with the height in the stack. Hence what the top of a single stack supports reaches nothing below, and
 * when the top returns, exactly that is the answer, without a search: together, all returns cost as much as
 * their answers. With several processes, what loses its support is searched for another: while all only
 * return, at most once per process, as the new support is of another process.
 */
export class ActiveSet {
  readonly #procedures: number
  readonly #calls: CallGraph
  readonly #waitsFor: CallGraph
  readonly #awaitedBy: CallGraph
  readonly #rebindable: Uint8Array
  readonly #allRebindable: boolean

  /** The procedures on the stack, by rank. */
  readonly #stack: number[] = []
  readonly #rank: Float64Array
  #nextRank = 0
  /** The procedure of lowest rank that this one reaches; if that is not on the stack, this one is inactive. */
  readonly #support: Uint32Array
  /** All whose support this procedure is. */
  readonly #supported = new Map<number, number[]>()

  constructor(calls: CallGraph, { groups = [], after = [], added = [] }: Constraints = {}) {
    const procedures = calls.offsets.length - 1
    for (const numbers of [calls.targets, added, groups.flat(), after.flat()]) checkNumbers(numbers, procedures)
    const grouping = groups.flatMap((group, i) => hubEdges(group, procedures + i))
    const nodes = procedures + groups.length
    this.#procedures = procedures
    this.#calls = calls
    this.#waitsFor = addEdges(calls, nodes, [...grouping, ...after])
    this.#awaitedBy = reverse(this.#waitsFor)
    this.#rebindable = new Uint8Array(nodes).fill(1, 0, procedures)
    for (const procedure of added) this.#rebindable[procedure] = 0
    this.#allRebindable = added.length + groups.length === 0
    const nobody = nodes
    this.#rank = new Float64Array(nodes + 1).fill(OFF)
    this.#support = new Uint32Array(nodes).fill(nobody)
  }

  /** To be called once, with all stacks, each from its bottom: returns what can be rebound at once. */
  begin(stacks: readonly (readonly number[])[]): readonly number[] {
    for (const procedure of levelByLevel(stacks)) this.#push(procedure)
    return this.#select((procedure) => !this.isActive(procedure) && this.#rebindable[procedure] === 1)
  }

  /** These, where not rebound yet, have got an activation. If others have lost theirs, say `left` after this. */
  entered(procedures: Iterable<number>): void {
    for (const procedure of procedures) if (this.isActive(procedure)) this.#push(procedure)
  }

  /** These have no activation left, on any stack; returns what can be rebound now. */
  left(procedures: Iterable<number>): readonly number[] {
    const leaving = [...new Set(procedures)].filter((procedure) => this.#isOnStack(procedure))
    leaving.sort((a, b) => this.#rank[b]! - this.#rank[a]!)
    const inactive = leaving.map((procedure) => this.#pop(procedure))
    return inactive.length === 1 ? inactive[0]! : inactive.flat()
  }

  isActive(procedure: number): boolean {
    return this.#isOnStack(this.#support[procedure]!)
  }

  /** All active procedures; takes time in proportion to the program. */
  get active(): readonly number[] {
    return this.#select((procedure) => this.isActive(procedure))
  }

  /** What keeps a procedure active, step by step to one on a stack, with the fewest calls; empty if inactive. */
  waitingOn(procedure: number): readonly Link[] {
    const cameFrom = new Map<number, number | undefined>(this.isActive(procedure) ? [[procedure, undefined]] : [])
    // A loop over a map also comes to what is put in meanwhile: this is a search in breadth.
    for (const node of cameFrom.keys()) {
      if (this.#isOnStack(node)) return this.#explain(node, cameFrom)
      for (const next of edgesOf(this.#waitsFor, node)) {
        if (this.isActive(next) && !cameFrom.has(next)) cameFrom.set(next, node)
      }
    }
    return []
  }

  #isOnStack(procedure: number): boolean {
    return this.#rank[procedure]! >= 0
  }

  #push(procedure: number): void {
    if (this.#rebindable[procedure] !== 1) {
      throw new RangeError(`procedure ${procedure} is on the stack, but the old version has no such procedure`)
    }
    if (this.#isOnStack(procedure)) return
    const supported = this.isActive(procedure)
    this.#rank[procedure] = this.#nextRank++
    this.#stack.push(procedure)
    this.#supported.set(procedure, [])
    if (!supported) this.#spread(procedure, procedure)
  }

  #pop(procedure: number): readonly number[] {
    const orphans = this.#supported.get(procedure)!
    const wasLast = this.#stack.at(-1) === procedure
    this.#stack.splice(this.#stack.lastIndexOf(procedure), 1)
    this.#supported.delete(procedure)
    this.#rank[procedure] = OFF
    // What had the highest rank as its lowest reaches no other; so it always is while a single process returns.
    return this.#rebindableAmong(wasLast ? orphans : this.#supportAnew(orphans))
  }

  /** Makes `support` that of `start`, and of all that reach `start` and are without. */
  #spread(start: number, support: number): void {
    const [supports, rank, { offsets, targets }] = [this.#support, this.#rank, this.#awaitedBy]
    const reached = this.#supported.get(support)!
    supports[start] = support
    for (let i = reached.push(start) - 1; i < reached.length; i++) {
      const end = offsets[reached[i]! + 1]!
      for (let edge = offsets[reached[i]!]!; edge < end; edge++) {
        const next = targets[edge]!
        if (rank[supports[next]!]! >= 0) continue
        supports[next] = support
        reached.push(next)
      }
    }
  }

  /** Finds the lowest procedure that each still reaches; returns those that reach none. */
  #supportAnew(orphans: readonly number[]): number[] {
    const bySupport = new Map<number, number[]>()
    for (const node of orphans) {
      const support = this.#lowestBeyond(node)
      if (support !== undefined) bySupport.getOrInsertComputed(support, () => []).push(node)
    }
    for (const [support, nodes] of [...bySupport].toSorted(([a], [b]) => this.#rank[a]! - this.#rank[b]!)) {
      for (const node of nodes) if (!this.isActive(node)) this.#spread(node, support)
    }
    return orphans.filter((node) => !this.isActive(node))
  }

  /** The lowest support among what an orphan waits for, itself if it is on the stack included. */
  #lowestBeyond(node: number): number | undefined {
    const [supports, rank, { offsets, targets }] = [this.#support, this.#rank, this.#waitsFor]
    let lowest = this.#isOnStack(node) ? node : undefined
    for (let edge = offsets[node]!; edge < offsets[node + 1]!; edge++) {
      const support = supports[targets[edge]!]!
      if (rank[support]! >= 0 && (lowest === undefined || rank[support]! < rank[lowest]!)) lowest = support
    }
    return lowest
  }

  /** Filters in place: a single answer can be most of the program. */
  #rebindableAmong(nodes: number[]): readonly number[] {
    if (this.#allRebindable) return nodes
    const rebindable = this.#rebindable
    let kept = 0
    for (let i = 0; i < nodes.length; i++) if (rebindable[nodes[i]!] === 1) nodes[kept++] = nodes[i]!
    nodes.length = kept
    return nodes
  }

  #select(wanted: (procedure: number) => boolean): number[] {
    const selected: number[] = []
    for (let procedure = 0; procedure < this.#procedures; procedure++) {
      if (wanted(procedure)) selected.push(procedure)
    }
    return selected
  }

  #explain(last: number, cameFrom: ReadonlyMap<number, number | undefined>): Link[] {
    const chain: number[] = []
    for (let node: number | undefined = last; node !== undefined; node = cameFrom.get(node)) chain.push(node)
    chain.reverse()
    const links = chain.map((node, i) => ({ procedure: node, because: this.#reason(node, chain[i + 1]) }))
    return links.filter(({ procedure }) => procedure < this.#procedures)
  }

  #reason(node: number, next: number | undefined): Link['because'] {
    if (next === undefined) return 'on the stack'
    if (next >= this.#procedures) return 'grouped with'
    return edgesOf(this.#calls, node).includes(next) ? 'calls' : 'ordered after'
  }
}

/** A call graph from lists: `callees[P]` are those whom P's new version calls. */
export function createCallGraph(callees: readonly (readonly number[])[]): CallGraph {
  const offsets = new Uint32Array(callees.length + 1)
  for (const [procedure, list] of callees.entries()) offsets[procedure + 1] = offsets[procedure]! + list.length
  return { offsets, targets: Uint32Array.from(callees.flat()) }
}

/** The deeper an activation, the longer it will stay. */
function* levelByLevel(stacks: readonly (readonly number[])[]): Generator<number> {
  const depth = stacks.reduce((deepest, stack) => Math.max(deepest, stack.length), 0)
  for (let level = 0; level < depth; level++) {
    for (const stack of stacks) if (level < stack.length) yield stack[level]!
  }
}

/** A group is a node behind the procedures, to and from which each member has an edge. */
function hubEdges(group: readonly number[], hub: number): Edge[] {
  return group.flatMap((member): Edge[] => [
    [member, hub],
    [hub, member],
  ])
}

function addEdges(calls: CallGraph, nodes: number, added: readonly Edge[]): CallGraph {
  if (added.length === 0 && nodes === calls.offsets.length - 1) return calls
  const addedFrom = Map.groupBy(added, ([from]) => from)
  const offsets = new Uint32Array(nodes + 1)
  const targets = new Uint32Array(calls.targets.length + added.length)
  let end = 0
  for (let node = 0; node < nodes; node++) {
    for (let edge = calls.offsets[node]!; edge < calls.offsets[node + 1]!; edge++) targets[end++] = calls.targets[edge]!
    for (const [, target] of addedFrom.get(node) ?? []) targets[end++] = target
    offsets[node + 1] = end
  }
  return { offsets, targets }
}

/** Counts the edges to each node, so that `starts` has where each one's end; then fills them from the last. */
function reverse({ offsets, targets }: CallGraph): CallGraph {
  const nodes = offsets.length - 1
  const starts = new Uint32Array(nodes + 1)
  for (let edge = 0; edge < targets.length; edge++) starts[targets[edge]!]!++
  for (let node = 1; node <= nodes; node++) starts[node]! += starts[node - 1]!
  const sources = new Uint32Array(targets.length)
  for (let node = nodes - 1; node >= 0; node--) {
    for (let edge = offsets[node + 1]! - 1; edge >= offsets[node]!; edge--) sources[--starts[targets[edge]!]!] = node
  }
  return { offsets: starts, targets: sources }
}

function edgesOf({ offsets, targets }: CallGraph, node: number): Uint32Array {
  return targets.subarray(offsets[node], offsets[node + 1])
}

function checkNumbers(numbers: ArrayLike<number>, procedures: number): void {
  for (let i = 0; i < numbers.length; i++) {
    if (numbers[i]! >= 0 && numbers[i]! < procedures) continue
    throw new RangeError(`there is no procedure ${numbers[i]}; they are numbered from 0 to ${procedures - 1}`)
  }
}
