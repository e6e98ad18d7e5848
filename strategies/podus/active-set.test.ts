import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ActiveSet, createCallGraph, type Constraints, type Link } from './active-set.ts'

/** The example's program, in the order of its numbers. */
const NAMES = ['main', 'read', 'process', 'report', 'parse', 'compute', 'get', 'put', 'format'] as const
type Name = (typeof NAMES)[number]
const OLD_CALLS: Partial<Record<Name, readonly Name[]>> = {
  main: ['read', 'process', 'report'],
  process: ['parse', 'compute'],
  compute: ['get', 'put'],
  report: ['format'],
}
const NEW_CALLS = { ...OLD_CALLS, format: ['compute'] } as const satisfies typeof OLD_CALLS

const number = (name: Name) => NAMES.indexOf(name)
const numbers = (...names: readonly Name[]) => names.map(number)
const names = (procedures: readonly number[]) => procedures.map((procedure) => NAMES[procedure]!).toSorted()
const graphOf = (calls: Partial<Record<Name, readonly Name[]>>) =>
  createCallGraph(NAMES.map((name) => numbers(...(calls[name] ?? []))))

describe('an update while the stack holds main, process, compute, get', () => {
  const stack = numbers('main', 'process', 'compute', 'get')

  /** The update, with names for numbers. */
  function begin(constraints?: Constraints, calls: typeof OLD_CALLS = NEW_CALLS) {
    const set = new ActiveSet(graphOf(calls), constraints)
    const atOnce = names(set.begin([stack]))
    const waiting = (name: Name) => set.waitingOn(number(name)).map((l) => `${NAMES[l.procedure]} ${l.because}`)
    return { set, atOnce, waiting, left: (...gone: Name[]) => names(set.left(numbers(...gone))) }
  }

  test('proceeds from the leaves, as procedures return', () => {
    const { set, atOnce, left } = begin()
    expect(names(set.active)).toEqual(['compute', 'format', 'get', 'main', 'process', 'report'])
    expect(atOnce).toEqual(['parse', 'put', 'read'])
    expect(left('get')).toEqual(['get'])
    expect(left('compute')).toEqual(['compute', 'format', 'report'])
    expect(left('process')).toEqual(['process'])
    expect(names(set.active)).toEqual(['main'])
    expect(left('main')).toEqual(['main'])
    expect(set.active).toEqual([])
  })

  test('has format and report inactive when the new format does not call compute', () => {
    expect(begin({}, OLD_CALLS).atOnce).toEqual(['format', 'parse', 'put', 'read', 'report'])
  })

  test('answers at once for all that have left since the last time', () => {
    expect(begin().left('compute', 'get')).toEqual(['compute', 'format', 'get', 'report'])
  })

  test('says by which calls a procedure is active', () => {
    const { waiting, left } = begin()
    expect(waiting('report')).toEqual(['report calls', 'format calls', 'compute on the stack'])
    expect(waiting('main')).toEqual(['main on the stack'])
    expect(waiting('put')).toEqual([])
    left('get', 'compute', 'process')
    expect(waiting('report')).toEqual([])
    expect(waiting('main')).toEqual(['main on the stack'])
  })

  test('lets parse wait for compute when they are semantically dependent', () => {
    const { atOnce, waiting, left } = begin({ groups: [numbers('parse', 'compute')] })
    expect(atOnce).toEqual(['put', 'read'])
    expect(waiting('parse')).toEqual(['parse grouped with', 'compute on the stack'])
    expect(left('get')).toEqual(['get'])
    expect(left('compute')).toEqual(['compute', 'format', 'parse', 'report'])
  })

  test('lets what calls a waiting procedure wait too', () => {
    const { atOnce, waiting } = begin({ groups: [numbers('parse', 'get')] }, { ...OLD_CALLS, read: ['parse'] })
    expect(atOnce).toEqual(['format', 'put', 'report'])
    expect(waiting('read')).toEqual(['read calls', 'parse grouped with', 'get on the stack'])
  })

  test("follows the operator's order", () => {
    const { atOnce, waiting, left } = begin({ after: [[number('put'), number('format')]] })
    expect(atOnce).toEqual(['parse', 'read'])
    expect(waiting('put')).toEqual(['put ordered after', 'format calls', 'compute on the stack'])
    expect(left('get')).toEqual(['get'])
    expect(left('compute')).toEqual(['compute', 'format', 'put', 'report'])
  })

  test('passes through a procedure that the update adds, and never rebinds it', () => {
    const { set, atOnce, left } = begin({ added: numbers('format') })
    expect(atOnce).toEqual(['parse', 'put', 'read'])
    expect(set.isActive(number('format'))).toBe(true)
    expect(left('get', 'compute')).toEqual(['compute', 'get', 'report'])
    expect(set.isActive(number('format'))).toBe(false)
  })

  test('counts an active procedure that another process has entered', () => {
    const { set, left, waiting } = begin()
    set.entered(numbers('report', 'put'))
    expect(left('get', 'compute')).toEqual(['compute', 'format', 'get'])
    expect(waiting('report')).toEqual(['report on the stack'])
    expect(left('put')).toEqual([])
    expect(left('report')).toEqual(['report'])
  })

  test('takes the stacks of several processes together', () => {
    const set = new ActiveSet(graphOf(NEW_CALLS))
    expect(names(set.begin([numbers('main', 'read'), numbers('main', 'report')]))).toEqual(
      ['compute', 'format', 'get', 'parse', 'process', 'put'].toSorted(),
    )
    expect(names(set.left(numbers('read')))).toEqual(['read'])
  })

  test('rejects what cannot be', () => {
    const calls = graphOf(NEW_CALLS)
    expect(() => new ActiveSet(createCallGraph([[1]]))).toThrow('no procedure 1')
    expect(() => new ActiveSet(calls, { groups: [[0, 9]] })).toThrow('no procedure 9; they are numbered from 0 to 8')
    expect(() => new ActiveSet(calls, { added: [3] }).begin([[0, 3]])).toThrow('procedure 3 is on the stack')
    expect(() => new ActiveSet(calls).begin([[9]])).toThrow('procedure 9 is on the stack')
  })
})

interface Program {
  readonly kinds: readonly ('kept' | 'added' | 'deleted')[]
  readonly oldCalls: readonly (readonly number[])[]
  readonly newCalls: readonly (readonly number[])[]
  readonly groups: readonly (readonly number[])[]
  readonly after: readonly (readonly [number, number])[]
}

describe('on a random program', () => {
  test('is as the rules say, whatever the order in which procedures enter and leave', () => {
    fc.assert(fc.property(programs(24), fc.array(fc.array(fc.nat(23), { maxLength: 6 })), stirs(), checkStirred), RUNS)
  })

  test('without groups and order, is as the paper says', () => {
    const plain = programs(24).map((program) => ({ ...program, groups: [], after: [] }))
    fc.assert(fc.property(plain, fc.array(fc.array(fc.nat(23), { maxLength: 6 })), stirs(), checkStirred), RUNS)
  })

  test('new code invokes only new code, in one process and in several', () => {
    fc.assert(fc.property(programs(10), fc.integer({ min: 1, max: 3 }), walks(), checkRun), RUNS)
  })

  test('one process need ask only when its stack is lower than at the last rebinding', () => {
    fc.assert(fc.property(programs(10), walks(), checkLowWater), RUNS)
  })
})

const RUNS = { numRuns: 500 }

/** The rules word by word, from scratch: blocked is who is active or waits. */
function blockedNaively(program: Program, onStack: ReadonlySet<number>): Set<number> {
  const blocked = new Set(onStack)
  const isBlocked = (procedure: number) =>
    canInvoke(program, procedure, blocked) ||
    program.groups.some((group) => group.includes(procedure) && group.some((member) => blocked.has(member))) ||
    program.after.some(([later, earlier]) => later === procedure && blocked.has(earlier))
  for (let before = -1; before < blocked.size;) {
    before = blocked.size
    for (const procedure of program.kinds.keys()) if (isBlocked(procedure)) blocked.add(procedure)
  }
  return blocked
}

/** Whether the new version invokes one of these, directly or indirectly. */
function canInvoke(
  program: Program,
  procedure: number,
  wanted: ReadonlySet<number>,
  seen = new Set<number>(),
): boolean {
  if (seen.has(procedure)) return false
  seen.add(procedure)
  return program.newCalls[procedure]!.some((to) => wanted.has(to) || canInvoke(program, to, wanted, seen))
}

/** Both sides of the comparison, with the same procedures on the stack and updated. */
class Comparison {
  readonly program: Program
  readonly set: ActiveSet
  readonly onStack = new Set<number>()
  readonly rebound = new Set<number>()

  constructor(program: Program, stacks: readonly (readonly number[])[]) {
    this.program = program
    const { groups, after, newCalls } = program
    const added = [...program.kinds.keys()].filter((procedure) => program.kinds[procedure] === 'added')
    this.set = new ActiveSet(createCallGraph(newCalls), { groups, after, added })
    for (const procedure of stacks.flat()) this.onStack.add(procedure)
    this.expectSame(this.set.begin(stacks))
  }

  /** What of old code is on the stack now; returns what has been rebound. */
  update(onStack: ReadonlySet<number>): readonly number[] {
    const [entered, left] = [onStack.difference(this.onStack), this.onStack.difference(onStack)]
    for (const procedure of entered) if (!this.rebound.has(procedure)) this.onStack.add(procedure)
    for (const procedure of left) this.onStack.delete(procedure)
    this.set.entered(entered)
    return this.expectSame(this.set.left(left))
  }

  expectedNow(): number[] {
    const blocked = blockedNaively(this.program, this.onStack)
    const old = [...this.program.kinds.keys()].filter((procedure) => this.program.kinds[procedure] !== 'added')
    return old.filter((procedure) => !blocked.has(procedure) && !this.rebound.has(procedure))
  }

  private expectSame(answer: readonly number[]): readonly number[] {
    assert.deepEqual(
      answer.toSorted((a, b) => a - b),
      this.expectedNow(),
    )
    for (const procedure of answer) this.rebound.add(procedure)
    const blocked = blockedNaively(this.program, this.onStack)
    assert.deepEqual(new Set(this.set.active), blocked)
    for (const procedure of this.program.kinds.keys()) this.checkChain(procedure, blocked.has(procedure))
    return answer
  }

  private checkChain(procedure: number, isBlocked: boolean): void {
    const chain = this.set.waitingOn(procedure)
    assert.equal(chain[0]?.procedure, isBlocked ? procedure : undefined)
    for (const [i, link] of chain.entries()) assert(this.isTrue(link, chain[i + 1]?.procedure))
  }

  private isTrue({ procedure, because }: Link, next: number | undefined): boolean {
    const { newCalls, groups, after } = this.program
    if (next === undefined) return because === 'on the stack' && this.onStack.has(procedure)
    if (because === 'calls') return newCalls[procedure]!.includes(next)
    if (because === 'grouped with') return groups.some((group) => group.includes(procedure) && group.includes(next))
    return because === 'ordered after' && after.some(([later, earlier]) => later === procedure && earlier === next)
  }
}

/** Random stacks, of which random procedures leave, and onto which random active ones come. */
function checkStirred(program: Program, wanted: readonly number[][], stirring: readonly Stir[]): void {
  const exists = (procedure: number) => program.kinds[procedure] === 'kept' || program.kinds[procedure] === 'deleted'
  const comparison = new Comparison(
    program,
    wanted.map((stack) => stack.filter(exists)),
  )
  for (const { leave, enter } of stirring) {
    const left = leave.map((i) => [...comparison.onStack][i % comparison.onStack.size] ?? -1)
    const entered = enter.filter((procedure) => exists(procedure) && comparison.set.isActive(procedure))
    comparison.update(comparison.onStack.difference(new Set(left)).union(new Set(entered)))
  }
}

interface Frame {
  readonly procedure: number
  readonly isNew: boolean
}

/** Processes that call and return at random, old code by the old calls and new code by the new ones. */
class Machine {
  readonly program: Program
  readonly processes: Frame[][]

  constructor(program: Program, processes: number) {
    this.program = program
    this.processes = Array.from({ length: processes }, () => [{ procedure: 0, isNew: false }])
  }

  get depth(): number {
    return this.processes.flat().length
  }

  get oldOnStack(): Set<number> {
    return new Set(this.processes.flat().flatMap(({ procedure, isNew }) => (isNew ? [] : [procedure])))
  }

  /** One call or one return; old code finds the newest version of whom it calls. */
  step({ process, action }: Step, comparison?: Comparison): void {
    const stack = this.processes[process % this.processes.length]!
    const top = stack.at(-1)!
    const callees = (top.isNew ? this.program.newCalls : this.program.oldCalls)[top.procedure]!
    const procedure = callees[action - 2]
    if (procedure === undefined) {
      if (stack.length > 1) stack.pop()
      return
    }
    const isNew = comparison !== undefined && isNewNow(comparison, procedure)
    assert(isNew || !top.isNew, `new code invokes the old version of ${procedure}`)
    stack.push({ procedure, isNew })
  }
}

function isNewNow({ program, rebound, set }: Comparison, procedure: number): boolean {
  if (program.kinds[procedure] === 'added') return !set.isActive(procedure)
  return rebound.has(procedure) && program.kinds[procedure] === 'kept'
}

function checkRun(program: Program, processes: number, { before, after }: Walk): void {
  const machine = new Machine(program, processes)
  for (const step of before) machine.step(step)
  const comparison = new Comparison(
    program,
    machine.processes.map((s) => s.map(({ procedure }) => procedure)),
  )
  for (const step of after) {
    machine.step(step, comparison)
    if (step.ask) comparison.update(machine.oldOnStack)
  }
}

function checkLowWater(program: Program, { before, after }: Walk): void {
  const machine = new Machine(program, 1)
  for (const step of before) machine.step(step)
  const comparison = new Comparison(
    program,
    machine.processes.map((s) => s.map(({ procedure }) => procedure)),
  )
  let lowWater = machine.depth
  for (const step of after) {
    machine.step(step, comparison)
    const answer = comparison.update(machine.oldOnStack)
    if (answer.length > 0) expect(machine.depth).toBeLessThan(lowWater)
    if (answer.length > 0) lowWater = machine.depth
  }
}

/** Programs of up to `most` procedures: 0 is kept, deleted ones are not in the new calls nor added in the old. */
function programs(most: number): fc.Arbitrary<Program> {
  return fc.integer({ min: 1, max: most }).chain((count) => {
    const procedure = fc.nat(count - 1)
    const kind = fc.constantFrom(
      'kept' as const,
      'kept' as const,
      'kept' as const,
      'added' as const,
      'deleted' as const,
    )
    const exactly = { minLength: count, maxLength: count }
    const calls = fc.array(fc.array(procedure, { maxLength: 3 }), exactly)
    const groups = fc.array(fc.array(procedure, { maxLength: 4 }), { maxLength: 3 })
    const after = fc.array(fc.tuple(procedure, procedure), { maxLength: 3 })
    const parts = fc.record({
      kinds: fc.array(kind, exactly),
      oldCalls: calls,
      newCalls: calls,
      groups,
      after,
    })
    return parts.map((drawn) => {
      const kinds = drawn.kinds.with(0, 'kept')
      const without = (absent: Program['kinds'][number], lists: readonly number[][]) =>
        lists.map((list, from) => (kinds[from] === absent ? [] : list.filter((to) => kinds[to] !== absent)))
      const [oldCalls, newCalls] = [without('added', drawn.oldCalls), without('deleted', drawn.newCalls)]
      return { ...drawn, kinds, oldCalls, newCalls }
    })
  })
}

interface Stir {
  readonly leave: readonly number[]
  readonly enter: readonly number[]
}

function stirs(): fc.Arbitrary<Stir[]> {
  const leave = fc.array(fc.nat(23), { minLength: 1, maxLength: 3 })
  return fc.array(fc.record({ leave, enter: fc.array(fc.nat(23), { maxLength: 2 }) }), { maxLength: 12 })
}

interface Step {
  readonly process: number
  /** 0 and 1 return, 2 … 4 call the first … third callee, or return if there is none. */
  readonly action: number
  readonly ask: boolean
}

interface Walk {
  readonly before: readonly Step[]
  readonly after: readonly Step[]
}

function walks(): fc.Arbitrary<Walk> {
  const step = (least: number) =>
    fc.record({ process: fc.nat(2), action: fc.integer({ min: least, max: 4 }), ask: fc.boolean() })
  return fc.record({
    before: fc.array(step(1), { maxLength: 16 }),
    after: fc.array(step(0), { maxLength: 30 }),
  })
}
