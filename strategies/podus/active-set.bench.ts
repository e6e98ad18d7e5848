/**
 * How long the active-set rule takes on a large program: `node strategies/podus/active-set.bench.ts`.
 *
 * First answer: from the call graph and the stacks to what can be rebound at once; the program is stopped only for
 * `paused` of it. Return: a process, drawn at random, returns from its top procedure, until each has only its
 * lowest; the time has the reading of each answer in it, and one answer can be the whole program.
 */
import { cpus } from 'node:os'
import { Random } from '../../harness/load/random.ts'
import { ActiveSet, type CallGraph } from './active-set.ts'

const PROCEDURES = 1_000_000
const CALLS_EACH = 5
/** Activations in all, over all processes. */
const DEPTH = 5_000
const ROUNDS = 3
const NEAR = 300
const SEED = 1993

/** Whom a procedure calls, given its own number; nobody calls `main`, which is 0. */
type Shape = (random: Random, caller: number) => number

/** 94 in 100 calls go to the next 300 procedures, 5 to any after them, and 1 in 200 back by at most 300. */
const topDown: Shape = (random, caller) => {
  if (random.below(200) === 0) return Math.max(1, caller - 1 - random.below(NEAR))
  const after = Math.max(1, PROCEDURES - 1 - caller)
  const reach = random.below(20) > 0 ? Math.min(NEAR, after) : after
  return Math.min(PROCEDURES - 1, caller + 1 + random.below(reach))
}

/** Any calls any: nearly all are mutually recursive, and become inactive together. No program is like it. */
const uniform: Shape = (random) => 1 + random.below(PROCEDURES - 1)

interface Round {
  readonly firstMs: number
  readonly pausedMs: number
  readonly returnUs: number
  readonly worstReturnUs: number
  readonly atOnce: number
  readonly byReturns: number
}

const columns = ['firstMs', 'pausedMs', 'returnUs', 'worstReturnUs', 'atOnce', 'byReturns'] as const

console.log(
  `${PROCEDURES} procedures, ${PROCEDURES * CALLS_EACH} calls, ${DEPTH} activations; median of ${ROUNDS} (range)`,
)
console.log(`Node ${process.version}, ${cpus()[0]?.model}; goals: firstMs ≤ 1000, returnUs ≤ 10`)
for (const [name, shape] of Object.entries({ topDown, uniform })) {
  for (const processes of [1, 8]) {
    const rounds = Array.from({ length: ROUNDS }, (_, round) => measureRound(shape, processes, round))
    console.log(`${name}, ${processes} process${processes > 1 ? 'es' : ''}`)
    for (const column of columns) console.log(`  ${column.padEnd(13)} ${summary(rounds.map((round) => round[column]))}`)
  }
}

function measureRound(shape: Shape, processes: number, round: number): Round {
  const random = new Random().reseed(SEED, round)
  const old = createCalls(shape, random)
  const calls = changeSome(old, shape, random)
  const stacks = Array.from({ length: processes }, () => descend(old, random, DEPTH / processes))

  const start = performance.now()
  const set = new ActiveSet(calls)
  const built = performance.now()
  const atOnce = sizeOf(set.begin(stacks))
  const answered = performance.now()
  return {
    firstMs: answered - start,
    pausedMs: answered - built,
    atOnce,
    ...measureReturns(set, stacks, random),
  }
}

function measureReturns(set: ActiveSet, stacks: readonly number[][], random: Random) {
  const activations = new Uint32Array(PROCEDURES)
  for (const procedure of stacks.flat()) activations[procedure]!++
  let [returns, byReturns, totalMs, worstMs] = [0, 0, 0, 0]
  for (let busy = [...stacks]; busy.length > 0; busy = busy.filter((stack) => stack.length > 1), returns++) {
    const procedure = busy[random.below(busy.length)]!.pop()!
    const start = performance.now()
    if (--activations[procedure]! === 0) byReturns += sizeOf(set.left([procedure]))
    const ms = performance.now() - start
    totalMs += ms
    worstMs = Math.max(worstMs, ms)
  }
  return { returnUs: (totalMs * 1000) / returns, worstReturnUs: worstMs * 1000, byReturns }
}

/** Reads an answer as one who rebinds would. */
function sizeOf(answer: readonly number[]): number {
  let size = 0
  for (let i = 0; i < answer.length; i++) if (answer[i]! >= 0) size++
  return size
}

function createCalls(shape: Shape, random: Random): CallGraph {
  const offsets = new Uint32Array(PROCEDURES + 1).map((_, procedure) => procedure * CALLS_EACH)
  const targets = new Uint32Array(PROCEDURES * CALLS_EACH)
  return { offsets, targets: targets.map((_, call) => shape(random, Math.floor(call / CALLS_EACH))) }
}

/** The new version: one call in twenty is another. */
function changeSome({ offsets, targets }: CallGraph, shape: Shape, random: Random): CallGraph {
  const change = (target: number, call: number) =>
    random.below(20) === 0 ? shape(random, Math.floor(call / CALLS_EACH)) : target
  return { offsets, targets: targets.map(change) }
}

/** A stack from `main`, each calling one that is not on it yet, a near one if it can: without recursion. */
function descend({ offsets, targets }: CallGraph, random: Random, depth: number): number[] {
  const stack = new Set([0])
  for (let top = 0; stack.size < depth; stack.add(top)) {
    const callees = [...targets.subarray(offsets[top], offsets[top + 1])].filter((callee) => !stack.has(callee))
    const near = callees.filter((callee) => Math.abs(callee - top) <= NEAR)
    const choice = near.length > 0 ? near : callees
    if (choice.length === 0) break
    top = choice[random.below(choice.length)]!
  }
  return [...stack]
}

function summary(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b)
  const texts = sorted.map((value) => value.toLocaleString('en', { maximumSignificantDigits: 3 }))
  return `${texts[Math.floor(values.length / 2)]} (${texts[0]}–${texts.at(-1)})`
}
