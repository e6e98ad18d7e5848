import { describe, expect, test } from 'vitest'
import { compile } from './fixtures/programs.ts'

/** What a procedure may call, without the module's name. */
function calleesOf(source: string, id = 'f'): string[] {
  return (compile(source).calls.get(`main.ts#${id}`) ?? []).map((callee) => callee.slice('main.ts#'.length)).toSorted()
}

describe('a method call reaches', () => {
  const types =
    'class A { get(n: number) { return n } }\nclass B extends A { get(n: number) { return n + 1 } }\nclass C { get(n: number) { return n }; other = 1 }\nclass D extends Map<number, number> { get(n: number) { return n } }\n'

  test.each([
    [
      'every method of the name, where nothing is known',
      'function f(x: { get(n: number): number }) { x.get(1) }',
      ['A.get', 'B.get', 'C.get', 'D.get'],
    ],
    [
      'those of a class, and of classes that pass for it',
      'function f(x: A) { x.get(1) }',
      ['A.get', 'B.get', 'C.get', 'D.get'],
    ],
    ['those of a class that others lack the members of', 'function f(x: C) { x.get(1) }', ['C.get']],
    [
      'those of what extends the class as well',
      'const b = new B()\nfunction f() { b.get(1) }',
      ['A.get', 'B.get', 'C.get', 'D.get'],
    ],
    ['only types that pass for one of the language', 'function f(x: Map<number, number>) { x.get(1) }', ['D.get']],
    [
      'the same through a field',
      'class H { map = new Map<number, number>(); m() { this.map.get(1) } }',
      ['D.get'],
      'H.m',
    ],
    [
      'the same through a destructured field',
      'class H { map = new Map<number, number>(); m() { const { map } = this; map.get(1) } }',
      ['D.get'],
      'H.m',
    ],
    ['no program code on a literal', "function f() { ['a'].map(String).join(); 'x'.trim() }", []],
    ['the parent only, on super', 'class E extends C { get() { return super.get(1) } }', ['C.get'], 'E.get'],
  ])('%s', (_, text, expected, id = 'f') => {
    expect(calleesOf(types + text, id)).toEqual(expected)
  })
})

describe('precision', () => {
  const source = 'class A { get size() { return 1 } m() { return 2 } }\nfunction held() {}\nconst table = [held]\n'

  test.each([
    [
      'an index that is a number reads no getter',
      'function f(xs: readonly A[], ys: Record<number, number>) { for (let i = 0; i < 3; i++) xs[i]; ys[1 + 2] }',
      [],
    ],
    ['a computed name may', 'function f(x: Record<string, unknown>, k: string) { return x[k] }', ['A.get size']],
    ['a length of an array is no getter of a type', 'function f(x: string[]) { return x.length }', []],
    ['a function called by its name calls no other', 'function g() {}\nfunction f() { g() }', ['g']],
    ['a parameter may be anything that is a value', 'function f(g: () => void) { g() }', ['held']],
    [
      'a built-in that is given no function calls none',
      'function f(xs: number[]) { return Math.max(...xs, xs.indexOf(1)) }',
      [],
    ],
  ])('%s', (_, text, expected) => {
    expect(calleesOf(source + text)).toEqual(expected)
  })
})
