import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { restoreSnapshot, takeSnapshot } from './snapshot.ts'

class Node {
  value: unknown
  next: unknown

  constructor(value: unknown, next: unknown) {
    this.value = value
    this.next = next
  }

  get isLast(): boolean {
    return this.next === undefined
  }
}

class Leaf extends Node {
  readonly leaf = true
}

const adts = new Map<string, { readonly prototype: unknown }>([
  ['list.ts#Node', Node],
  ['list.ts#Leaf', Leaf],
])

/** Sends data to another site and back. */
function roundTrip(data: ReadonlyMap<string, unknown>): Map<string, unknown> {
  return restoreSnapshot(structuredClone(takeSnapshot('v1', data, adts)), adts)
}

const plain = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.bigInt(),
  fc.boolean(),
  fc.constantFrom(null, undefined, Number.NaN, -0),
)
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    plain,
    fc.array(tie('tree')),
    fc.dictionary(
      // toStrictEqual takes a field of that name for the object's type, and NaN for no type: see the test below.
      fc.string({ minLength: 1 }).filter((key) => key !== '__proto__' && key !== 'constructor'),
      tie('tree'),
      { noNullPrototype: true },
    ),
    fc.array(fc.tuple(tie('tree'), tie('tree'))).map((entries) => new Map(entries)),
    fc.array(tie('tree')).map((items) => new Set(items)),
    fc.tuple(tie('tree'), tie('tree')).map(([value, next]) => new Node(value, next)),
    fc.tuple(tie('tree'), tie('tree')).map(([value, next]) => new Leaf(value, next)),
    fc.float64Array(),
    fc.uint8Array(),
    fc.date({ noInvalidDate: true }),
  ),
}))

test('data come out as they went in, and what was one object is one object still', () => {
  fc.assert(
    fc.property(tree, tree, (first, second) => {
      const shared = { first, second }
      const data = new Map<string, unknown>([
        ['a.ts#first', first],
        ['a.ts#pair', [shared, first, shared]],
        ['b.ts#shared', shared],
      ])
      const restored = roundTrip(data)
      expect(restored).toStrictEqual(data)
      const pair = restored.get('a.ts#pair') as unknown[]
      expect(pair[0]).toBe(pair[2])
      expect(pair[0]).toBe(restored.get('b.ts#shared'))
      expect(pair[1]).toBe(restored.get('a.ts#first'))
    }),
  )
})

test('a field may be called constructor, and hold anything', () => {
  const restored = roundTrip(new Map<string, unknown>([['a', { constructor: Number.NaN }]]))
  expect(Object.entries(restored.get('a') as object)).toEqual([['constructor', Number.NaN]])
})

test('cycles through objects, maps, sets and the program’s own types stay cycles', () => {
  const first = new Node('first', undefined)
  const last = new Leaf('last', first)
  first.next = last
  const map = new Map<unknown, unknown>([[first, last]])
  map.set('itself', map)
  const set = new Set<unknown>([map])
  set.add(set)
  const restored = roundTrip(
    new Map<string, unknown>([
      ['a', first],
      ['b', map],
      ['c', set],
    ]),
  )
  const node = restored.get('a') as Node
  const others = restored.get('b') as Map<unknown, unknown>
  expect(node).toBeInstanceOf(Node)
  expect(node.next).toBeInstanceOf(Leaf)
  expect((node.next as Node).next).toBe(node)
  expect(node.isLast).toBe(false)
  expect(others.get(node)).toBe(node.next)
  expect(others.get('itself')).toBe(others)
  expect([...(restored.get('c') as Set<unknown>)]).toEqual([others, restored.get('c')])
})

test('a list of a million objects does not overflow the stack', () => {
  let list: Node | undefined
  for (let value = 0; value < 1_000_000; value++) list = new Node(value, list)
  let length = 0
  for (
    let node = restoreSnapshot(takeSnapshot('v1', new Map([['a', list]]), adts), adts).get('a') as Node | undefined;
    node !== undefined;
    node = node.next as Node | undefined
  )
    length++
  expect(length).toBe(1_000_000)
})

test('sparse arrays, shared buffers and objects without a prototype', () => {
  const numbers = new Float64Array([1, 2, 3])
  const bare = Object.assign(Object.create(null) as object, { a: 1 })
  const restored = roundTrip(
    new Map<string, unknown>([
      ['a', numbers],
      ['b', { numbers }],
      ['c', bare],
    ]),
  )
  expect((restored.get('b') as { numbers: unknown }).numbers).toBe(restored.get('a'))
  expect(restored.get('c')).toEqual({ a: 1 })
})

test.each([
  ['function', () => 1],
  ['symbol', Symbol('s')],
])('a %s in the data is an error that says so', (kind, value) => {
  expect(() => takeSnapshot('v1', new Map([['a', [{ value }]]]), adts)).toThrow(`static data holds a ${kind}`)
})

test('an object of a type that the new version does not have keeps its fields, for a mapper to read', () => {
  const snapshot = takeSnapshot('v1', new Map([['list.ts#first', new Node(1, undefined)]]), adts)
  const first = restoreSnapshot(snapshot, new Map()).get('list.ts#first')
  expect(Object.getPrototypeOf(first)).toBe(Object.prototype)
  expect(first).toEqual({ value: 1, next: undefined })
})
