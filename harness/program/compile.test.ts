import { describe, expect, test } from 'vitest'
import { compile } from './fixtures/programs.ts'

describe('procedures', () => {
  test('functions, arrows and function expressions, asynchronous ones and generators', () => {
    const { procedures } = compile(
      'function a() {}\nconst b = (x: number) => x\nconst c = async function* () {}\nexport async function main() {}\nexport const d = async (): Promise<void> => {}',
    )
    const seen = [...procedures.values()].map(({ name, form, async: isAsync, generator, line }) => [
      name,
      form,
      isAsync,
      generator,
      line,
    ])
    expect(seen).toEqual([
      ['a', 'function', false, false, 1],
      ['b', 'arrow', false, false, 2],
      ['c', 'arrow', true, true, 3],
      ['main', 'function', true, false, 4],
      ['d', 'arrow', true, false, 5],
    ])
  })

  test('methods: static ones, getters, setters, generators, well-known symbols, quoted names; a constructor always', () => {
    const source =
      "abstract class A { abstract x(): void\n m(a: string): void\n m(a: unknown) { return a }\n static s() {} get g() { return 1 } set g(n) {} async *[Symbol.asyncIterator]() {} 'q r'() {} 7() {} }"
    const { procedures, adts } = compile(source)
    expect(adts.get('main.ts#A')?.procedures.map((id) => id.slice('main.ts#A.'.length))).toEqual([
      'constructor',
      'm',
      's',
      'get g',
      'set g',
      '[Symbol.asyncIterator]',
      'q r',
      '7',
    ])
    expect(procedures.get('main.ts#A.s')).toMatchObject({ form: 'method', static: true })
    expect(procedures.get('main.ts#A.get g')).toMatchObject({ form: 'getter', adt: 'main.ts#A' })
    expect(procedures.get('main.ts#A.[Symbol.asyncIterator]')).toMatchObject({ async: true, generator: true })
  })

  test('signatures are written as a person would', () => {
    const { procedures } = compile(
      'async function f(this: void, a: number, { b }: { b?:  string }, c = 1, ...d: string[]): Promise<void> {}',
    )
    expect(procedures.get('main.ts#f')?.signature.text).toBe(
      'async f(a: number, { b }: { b?: string }, c?, ...d: string[]): Promise<void>',
    )
  })
})

test('types: what they extend, their fields, and whether they may pass for one of the language', () => {
  const { adts } = compile(
    'class A { n = 0; private s!: string; declare d: number }\nclass B extends A { b: A[] = [] }\nclass C extends Map<string, B> {}\nclass D implements Iterable<number> { *[Symbol.iterator]() { yield 1 } }\ninterface Own { n: number }\nclass E implements Own { n = 1 }',
  )
  const seen = [...adts.values()].map(({ name, extends: parent, fields, substitute }) => [
    name,
    typeof parent === 'object' ? parent.target : parent,
    fields.map((field) => `${field.name}: ${field.type}`),
    substitute,
  ])
  expect(seen).toEqual([
    ['A', undefined, ['n: number', 's: string'], false],
    ['B', 'main.ts#A', ['b: A[]'], false],
    ['C', 'outside', [], true],
    ['D', undefined, [], true],
    ['E', undefined, ['n: number'], false],
  ])
})

describe('constants are code, all else at the top level is static data', () => {
  test.each([
    ['1', 'inline'],
    ["'a' + `b${1 + 2}`", 'inline'],
    ['-1 as const', 'inline'],
    ['(60 * 1000) satisfies number', 'inline'],
    ['undefined ?? NaN', 'inline'],
    ['1 > 2 ? null : 10n', 'inline'],
    ['other * 2 + far', 'inline'],
    ['frozen.a + 1', 'inline'],
    ["Object.freeze({ a: 1, b: [other, 'x'] })", 'object'],
    ["['a', other, ...list] as const", 'object'],
    ['Object.freeze({ go: f, frozen })', 'object'],
    ['({ a: 1 } as const) satisfies { a: 1 }', 'object'],
    ["['a']", 'datum'],
    ['{ a: 1 }', 'datum'],
    ['/x/', 'datum'],
    ['f()', 'datum'],
    ['Object.freeze([f()])', 'datum'],
    ['held', 'datum'],
    ['self', 'datum'],
  ])('%s is %s', (initialiser, expected) => {
    const { constants, data } = compile({
      'main.ts': `import { far } from './far.ts'\nconst self = ${initialiser}\nconst other = 2\nconst list = [1] as const\nconst frozen = Object.freeze({ a: 1 })\nlet held = 1\nfunction f() { return 1 }\nexport async function main() { return [self, far, held, list, frozen, f()] }`,
      'far.ts': 'export const far = 40 + 2',
    })
    const constant = constants.get('main.ts#self')
    expect(data.has('main.ts#self') ? 'datum' : constant?.inline === true ? 'inline' : 'object').toBe(expected)
  })
})

describe('names', () => {
  const targets = (source: Parameters<typeof compile>[0], id = 'main.ts#f'): string[] =>
    compile(source)
      .procedures.get(id)!
      .references.map(({ target, use }) => `${use} ${target}`)

  test('are followed through imports, aliases, namespaces and re-exports', () => {
    const source = {
      'main.ts':
        "import { a as b, c } from './index.ts'\nimport * as all from './index.ts'\nfunction f() { b(); all.a(); new all.K(); return c }\nexport async function main() {}",
      'index.ts': "export { deep as a, K } from './deep.ts'\nexport { c } from './deep.ts'",
      'deep.ts': 'function deep() {}\nlet c = 1\nexport class K {}\nexport { deep, c }',
    }
    expect(targets(source)).toEqual(['call deep.ts#deep', 'call deep.ts#deep', 'new deep.ts#K', 'value deep.ts#c'])
  })

  test.each([
    ['a parameter', 'function f(t: number) { return t }'],
    ['a pattern', 'function f({ a: [t] }: { a: number[] }) { return t }'],
    ['a variable', 'function f() { { const t = 1; return t } }'],
    ['a hoisted function', 'function f() { return t(); function t() {} }'],
    ['what is caught', 'function f() { try {} catch (t) { return t } }'],
    ['a loop', 'function f() { for (const t of [1]) t }'],
    ['a label', 'function f() { t: for (;;) break t }'],
    ['a key', 'function f() { return { t: 1 }.t }'],
    ['a type', 'function f(a: typeof t) { type u = typeof t; return a as u }'],
    ['a name of its own', 'const f = function t(): unknown { return t }'],
  ])('a top-level name is not meant by %s', (_, text) => {
    expect(targets(`let t = 1\n${text}`)).toEqual([])
  })

  test.each([
    ['a default value', 'function f(a = t) { return a }', 'value'],
    ['a default in a pattern', 'function f({ a = t } = {}) { return a }', 'value'],
    ['shorthand', 'function f() { return { t } }', 'value'],
    ['typeof', 'function f() { return typeof t }', 'value'],
    ['a template', 'function f() { return `${t}` }', 'value'],
    ['an outer block', 'function f() { { let t; t } return t }', 'value'],
    ['assignment', 'function f() { t = 1 }', 'write'],
    ['an update', 'function f() { t++ }', 'write'],
    ['a pattern', 'function f() { [t] = [1] }', 'write'],
    ['shorthand in a pattern', 'function f() { ({ t } = { t: 1 }) }', 'write'],
    ['shorthand with a default', 'function f() { ({ t = 2 } = { t: 1 }) }', 'write'],
    ['a loop', 'function f() { for (t of [1]) break }', 'write'],
    ['a member', 'function f() { return t.toFixed() }', 'static-member'],
  ])('a top-level name is meant by %s', (_, text, use) => {
    expect(targets(`let t = 1\n${text}`)).toEqual([`${use} main.ts#t`])
  })
})

test('modules come in the order in which they run; those for types alone do not run', () => {
  const source = {
    'main.ts':
      "import type { T } from './types.ts'\nimport { b } from './b.ts'\nimport { a } from './a.ts'\nexport async function main(t: T) { return [a, b, t] }",
    'a.ts': 'export let a = 1',
    'b.ts': "import { a } from './a.ts'\nexport let b = a",
    'types.ts': 'export interface T { n: number }\nexport let never = 1',
  }
  const { modules, data } = compile(source)
  expect(modules.map(({ name }) => name)).toEqual(['a.ts', 'b.ts', 'main.ts'])
  expect([...data.keys()]).toEqual(['a.ts#a', 'b.ts#b'])
})
