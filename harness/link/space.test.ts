import { describe, expect, test } from 'vitest'
import { compare, type Source } from '../program/fixtures/programs.ts'
import { counted, loadBeside, shared, start, type Running } from './fixtures/forms.ts'
import type { Linkage } from './linkage.ts'
import { findMethodSlots } from './slots.ts'
import { Memory, type Space } from './space.ts'

interface Versions extends Running {
  readonly old: Space
  readonly next: Space
  /** Gives both versions' callers the new code. */
  rebind(...ids: readonly string[]): void
}

/** A version that runs, and the next one loaded beside it. */
function twoVersions(from: Source, to: Source, linkage: Linkage = counted): Versions {
  const update = compare(from, to)
  const memory = new Memory()
  const running = start(update.from, linkage, { memory })
  const next = loadBeside(update.to, linkage, memory, {
    slots: linkage.tables === 'per-version' ? findMethodSlots(update.from, update.to) : new Map(),
  })
  const old = running.space!
  const rebind = (...ids: readonly string[]): void => {
    for (const id of ids) {
      next.bind(id)
      if (linkage !== shared) old.bind(id, next.code(id))
    }
  }
  return { ...running, old, next, rebind }
}

const both: readonly (readonly [string, Linkage])[] = [
  ['in a shared table', shared],
  ['in tables of their own', counted],
]

describe.each(both)('rebinding %s takes effect', (_, linkage) => {
  test.each([
    ['a function', 'function f() { return V }', 'f()', ['f']],
    ['an arrow', 'const f = () => V', 'f()', ['f']],
    ['a function held as a value', 'function f() { return V }\nconst held = { f }', 'held.f()', ['f']],
    ['a method, on an old object', 'class A { m() { return V } }\nconst a = new A()', 'a.m()', ['A.m']],
    [
      'a getter, its setter left alone',
      'class A { n = 0; get g() { return V + this.n } set g(n) { this.n = n } }\nconst a = new A()',
      '(a.g = 10, a.g)',
      ['A.get g'],
    ],
    ['a static method', 'class A { static m() { return V } }', 'A.m()', ['A.m']],
    ['an inherited static method', 'class A { static m() { return V } }\nclass B extends A {}', 'B.m()', ['A.m']],
    ['a constructor', 'class A { v = V }', 'new A().v', ['A.constructor']],
    ['the constructor of a parent', 'class A { v = V }\nclass B extends A { w = 1 }', 'new B().v', ['A.constructor']],
    [
      'the constructor of a grandparent',
      'class A { v; constructor() { this.v = V } }\nclass B extends A {}\nclass C extends B {}',
      'new C().v',
      ['A.constructor'],
    ],
    [
      'a method called on super',
      'class A { m() { return V } }\nclass B extends A { m() { return super.m() } }\nconst b = new B()',
      'b.m()',
      ['A.m'],
    ],
    [
      'an iterator',
      'class A { *[Symbol.iterator]() { yield V } }\nconst a = new A()',
      '[...a][0]',
      ['A.[Symbol.iterator]'],
    ],
    [
      'what the language asks for',
      'class A { toString() { return `${V}` } }\nconst a = new A()',
      'Number(`${a}`)',
      ['A.toString'],
    ],
    [
      'what a constructor in force makes for the language',
      'class A extends Array<number> { get v() { return V } }',
      '(new A(1).map((n) => n) as A).v',
      ['A.get v'],
    ],
  ])('%s', (__, text, call, names) => {
    const version = (v: number): string =>
      `${text.replaceAll('V', String(v))}\nexport function call() { return ${call} }\nexport async function main() {}`
    const running = twoVersions(version(1), version(2), linkage)
    expect(Number(running.call('main.ts#call')) % 10).toBe(1)
    running.rebind(...names.map((name) => `main.ts#${name}`))
    expect(Number(running.call('main.ts#call')) % 10).toBe(2)
  })
})

describe.each(both)('an update between the evaluation of arguments and the call, %s', (_, linkage) => {
  test.each([
    ['a function', 'function f(n: number) { return n + V }', 'f(await gate)'],
    ['a function with more behind', 'function f(n: number, m = 0) { return n + V + m }', 'f(await gate, 0)'],
    ['a method', 'class A { m(n: number) { return n + V } }\nconst a = new A()', 'a.m(await gate)'],
    [
      'a method, optionally',
      'class A { m(n: number) { return n + V } }\nconst a: A | undefined = new A()',
      'a?.m(await gate)',
    ],
    [
      'a method that there may not be',
      'class A { m(n: number) { return n + V } }\nconst a = new A()',
      'a.m?.(await gate)',
    ],
    [
      'a method further on',
      'class A { a?: A = undefined; m(n: number) { return n + V } get self() { return this } }\nconst a = { a: new A() as A | undefined }',
      'a.a?.self.m(await gate)',
    ],
    [
      'a method with spread arguments',
      'class A { m(...n: number[]) { return n[0]! + V } }\nconst a = new A()',
      'a.m(...[await gate])',
    ],
    ['a static method', 'class A { static m(n: number) { return n + V } }', 'A.m(await gate)'],
    [
      'a method of super',
      'class A { async m(n: number) { return n + V } }\nclass B extends A { async m(n: number) { return super.m(await gate + n) } }',
      'new B().m(0)',
    ],
    ['a constructor', 'class A { v; constructor(n: number) { this.v = n + V } }', 'new A(await gate).v'],
    [
      'a constructor of a parent',
      'class A { v; constructor(n: number) { this.v = n + V } }\nclass B extends A {}',
      'new B(await gate).v',
    ],
    [
      'inner calls',
      'function f(n: number) { return n + V - 1 }\nfunction g(n: number) { return n + 1 }',
      'f(g(await gate))',
    ],
  ])('%s', async (__, text, call) => {
    const version = (v: number): string =>
      `${text.replaceAll('V', String(v))}\nlet gate: Promise<number> = Promise.resolve(0)\nexport async function call(on: Promise<number>) { gate = on; return ${call} }\nexport async function main() {}`
    const running = twoVersions(version(1), version(2), linkage)
    const gate = Promise.withResolvers<number>()
    const result = running.call('main.ts#call', gate.promise) as Promise<number>
    running.rebind(
      ...running.next.image.procedures
        .map(({ id }) => id)
        .filter((id) => id !== 'main.ts#call' && id !== 'main.ts#main'),
    )
    gate.resolve(0)
    expect(await result).toBe(2)
  })
})

test('objects of both versions are of one type', () => {
  const running = twoVersions(
    'class A { v = 1 }\nclass B extends A {}\nconst made: unknown[] = []\nexport function make() { made.push(new B()); return made }\nexport function all() { return made.map((a) => a instanceof A && a instanceof B) }\nexport async function main() {}',
    'class A { v = 1; w = 2 }\nclass B extends A { x = 3 }\nconst made: unknown[] = []\nexport function make() { made.push(new B()); return made }\nexport function all() { return made.map((a) => a instanceof A && a instanceof B) }\nexport async function main() {}',
  )
  running.call('main.ts#make')
  running.rebind('main.ts#A.constructor', 'main.ts#B.constructor')
  const made = running.call('main.ts#make') as object[]
  expect(made.map((object) => [Object.keys(object), object.constructor.name])).toEqual([
    [['v'], 'B'],
    [['v', 'w', 'x'], 'B'],
  ])
  expect(running.call('main.ts#all')).toEqual([true, true])
})

test('a constructor that is bound back is the one that derived classes call', () => {
  const version = (v: number): string =>
    `class A { v = ${v} }\nclass B extends A {}\nexport function call() { return new B().v }\nexport async function main() {}`
  for (const [, linkage] of both) {
    const running = twoVersions(version(1), version(2), linkage)
    const before = running.next.bound('main.ts#A.constructor') ?? running.old.bound('main.ts#A.constructor')
    running.rebind('main.ts#A.constructor')
    expect(running.call('main.ts#call')).toBe(2)
    running.old.bind('main.ts#A.constructor', before)
    expect(running.call('main.ts#call')).toBe(1)
  }
})

describe('a method whose interface changed has a slot for each version', () => {
  const old =
    'class A { m(n: number) { return [1, n] } }\nclass B extends A { m(n: number) { return super.m(n) } }\nexport function call() { const plain = { m: () => 0 }; return [new B().m(5), use(plain), use(new A())] }\nfunction use(x: { m(n: number): unknown }) { return x.m(6) }\nexport async function main() {}'
  const next =
    'class A { m(n: number, by: string) { return [2, n, by] } }\nclass B extends A { m(n: number, by: string) { return super.m(n, by) } }\nexport function call() { const plain = { m: () => 0 }; return [new B().m(5, "x"), use(plain), use(new A()), plain?.m(), (new A() as A | undefined)?.["m"](7, "z")] }\nfunction use(x: { m(n: number, by: string): unknown }) { return x.m(6, "y") }\nexport async function main() {}'

  test('old callers find the old one, new callers the new one, and objects that are not of the program their own', () => {
    const running = twoVersions(old, next)
    for (const { id } of running.next.image.procedures) running.next.bind(id)
    running.old.bind('main.ts#A.constructor', running.next.code('main.ts#A.constructor'))
    expect(running.call('main.ts#call')).toEqual([[1, 5], 0, [1, 6]])
    const call = running.next.bound('main.ts#call') as () => unknown
    expect(call()).toEqual([[2, 5, 'x'], 0, [2, 6, 'y'], 0, [2, 7, 'z']])
  })

  test('what the language asks for keeps its name', () => {
    const running = twoVersions(
      'class A { next(): number { return 1 } toString(): string { return "" } }',
      'class A { next(): string { return "" } toString(by = 1): string { return `${by}` } }',
    )
    expect(running.next.image.procedures.filter(({ form }) => form === 'method').map(({ slot }) => slot)).toEqual([
      'next',
      'toString',
    ])
  })

  test('a method of the language with the same name is called as ever', () => {
    const version = (parameter: string): string =>
      `class A extends Map<string, number> { get(key: string${parameter}) { return (super.get(key) ?? 0) + 1 } }\nexport function call(map: { get(key: string): unknown }) { return [map.get('k'), new A([['k', 2]]).get('k'), new Map([['k', 3]]).get('k')] }\nexport async function main() {}`
    const running = twoVersions(version(''), version(', _by = 1'))
    for (const { id } of running.next.image.procedures) running.next.bind(id)
    const call = running.next.bound('main.ts#call') as (map: object) => unknown
    expect(call(new Map([['k', 5]]))).toEqual([5, 3, 3])
  })
})

describe('static data', () => {
  const version = (type: string, value: string): string =>
    `let n: ${type} = ${value}\nexport function read() { return n }\nexport function write(to: ${type}) { n = to }\nexport async function main() {}`

  test('of one representation are shared, and keep their value', () => {
    const running = twoVersions(version('number', '1'), version('number', '2'))
    running.call('main.ts#write', 7)
    expect(running.next.code('main.ts#read')()).toBe(7)
  })

  test('of another representation have a place of their own', () => {
    const running = twoVersions(version('number', '1'), version('string', "'one'"))
    const datum = running.next.datum('main.ts#n')!
    expect(running.next.read(datum)).toBeUndefined()
    running.next.initialise(datum)
    expect([running.call('main.ts#read'), running.next.code('main.ts#read')()]).toEqual([1, 'one'])
    expect(running.next.initialised.has(datum.key)).toBe(true)
  })

  test('in place they are the same whatever they hold', () => {
    const running = twoVersions(version('number', '1'), version('string', "'one'"), shared)
    expect(running.next.code('main.ts#read')()).toBe(1)
  })
})

test('a constant is each version its own', () => {
  const version = (v: number): string =>
    `const limit = ${v}\nconst list = Object.freeze({ limit, go: f })\nfunction f() { return ${v} }\nexport function call() { return [limit, list.limit, list.go()] }\nexport async function main() {}`
  const running = twoVersions(version(1), version(2))
  expect(running.call('main.ts#call')).toEqual([1, 1, 1])
  running.rebind('main.ts#call', 'main.ts#f')
  expect(running.call('main.ts#call')).toEqual([2, 2, 2])
})

test('what is unbound is gone: a getter without its setter, a method with what it hid come to light', () => {
  const running = twoVersions(
    'class A { m() { return "A" } }\nclass B extends A { m() { return "B" } get g() { return 1 } set g(_) {} }\nfunction f() {}\nexport function call() { const b = new B(); b.g = 1; return [b.m(), b.g] }\nexport async function main() {}',
    '',
  )
  running.old.unbind('main.ts#B.get g')
  expect(running.call('main.ts#call')).toEqual(['B', undefined])
  running.old.unbind('main.ts#B.m')
  running.old.unbind('main.ts#B.set g')
  running.old.unbind('main.ts#f')
  expect(() => running.call('main.ts#call')).not.toThrow()
  expect((running.call('main.ts#call') as unknown[])[0]).toBe('A')
  expect(running.old.bound('main.ts#f')).toBeUndefined()
})

test('a method may become a getter of the same name, and its deletion then takes nothing away', () => {
  const running = twoVersions(
    'class A { size() { return 1 } }\nexport async function main() {}',
    'class A { get size() { return 2 } }\nexport function call() { return new A().size }\nexport async function main() {}',
  )
  for (const { id } of running.next.image.procedures) running.next.bind(id)
  running.old.unbind('main.ts#A.size')
  expect((running.next.bound('main.ts#call') as () => unknown)()).toBe(2)
})

test('a version is loaded in portions, and freed', () => {
  const { old } = twoVersions('function f() {}', 'function g() {}')
  const update = compare('function f() {}\nfunction g() {}', 'function f() {}')
  const space = loadBeside(update.from, counted, new Memory())
  expect(space.has('main.ts#g')).toBe(true)
  old.free()
  expect(old.has('main.ts#f')).toBe(false)
})
