import { expect, test } from 'vitest'
import { findMismatch } from './static-data.ts'

class Trie {
  used = 0
}
const classes = (name: string): readonly unknown[] => (name === 'Trie' ? [Trie] : [])

test.each<[string, unknown, string | undefined]>([
  ['number', 1, undefined],
  ['number', '1', 'a number'],
  ['number[]', [1], undefined],
  ['readonly Trie[]', new Map(), 'an array'],
  ['readonly [Trie, ...Trie[]]', [new Trie()], undefined],
  ['Map<number, number>', new Map(), undefined],
  ['ReadonlyMap<number, number>', [[1, 2]], 'a Map'],
  ['Int32Array', new Int32Array(1), undefined],
  ['Int32Array', new Float64Array(1), 'a Int32Array'],
  ['Trie', new Trie(), undefined],
  ['Trie', {}, 'a Trie'],
  ['Trie | undefined', undefined, undefined],
  ['Options', undefined, 'a value of type Options'],
  ['Options', {}, undefined],
  ['Map<number, number>', Promise.resolve(new Map()), 'Map<number, number>, not a promise of it,'],
])('%s given %o: %s', (type, value, expected) => {
  expect(findMismatch(type, value, classes)).toBe(expected)
})
