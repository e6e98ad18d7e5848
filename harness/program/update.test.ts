import { describe, expect, test } from 'vitest'
import { compare, problemsIn, type Source } from './fixtures/programs.ts'

/** Changes as `kind id`, the module's name left out. */
function changesBetween(from: Source, to: Source, options?: Parameters<typeof compare>[2]): string[] {
  return compare(from, to, options).changes.map(({ kind, id }) => `${kind} ${id.replaceAll('main.ts#', '')}`)
}

describe('each kind of change', () => {
  test.each<[string, Source, Source, readonly string[]]>([
    ['body', 'function f() { return 1 }', 'function f() { return 2 }', ['body f']],
    [
      'body-stateful, by static data',
      'let n = 1\nfunction f() { return n }',
      'let n = 1\nfunction f() { return n + 1 }',
      ['body-stateful f'],
    ],
    [
      'body-stateful, by the fields of its type',
      'class A { n = 1; m() { return 1 } }',
      'class A { n = 1; m() { return 2 } }',
      ['body-stateful A.m'],
    ],
    ['interface', 'function f(a: number) { return a }', 'function f(a: string) { return a }', ['interface f']],
    [
      'interface, by its result',
      'function f(): number { return 1 }',
      'function f(): number | undefined { return 1 }',
      ['interface f'],
    ],
    [
      'interface, by becoming asynchronous',
      'function f() { return 1 }',
      'async function f() { return 1 }',
      ['interface f'],
    ],
    [
      'interface, by an optional parameter',
      'function f(a: number) { return a }',
      'function f(a?: number) { return a }',
      ['interface f'],
    ],
    [
      'interface, by a type that it names',
      'interface P { a: number }\nfunction f(p: P) { return p }',
      'interface P { a: number; b: string }\nfunction f(p: P) { return p }',
      ['interface f'],
    ],
    [
      'interface, by a type that a type names',
      'type Q = number\ninterface P { a: Q[] }\nfunction f(p: P) { return p }',
      'type Q = string\ninterface P { a: Q[] }\nfunction f(p: P) { return p }',
      ['interface f'],
    ],
    [
      'state, of a datum',
      'let n = 1\nfunction f() { return n }',
      "let n = '1'\nfunction f() { return n }",
      ['state n', 'body-stateful f'],
    ],
    [
      'state, of an annotated datum',
      'let n: number | undefined\nfunction f() { return n }',
      'let n: string | undefined\nfunction f() { return n }',
      ['state n', 'body-stateful f'],
    ],
    [
      'state, of a type',
      'class A { n = 1; m() {} }',
      'class A { n = 1; k = 2; m() {} }',
      ['state A', 'body-stateful A.constructor', 'body-stateful A.m'],
    ],
    [
      'state, of what contains it',
      'interface P { a: number }\nconst list: P[] = []\nfunction f() { return list }',
      'interface P { a: string }\nconst list: P[] = []\nfunction f() { return list }',
      ['state list', 'body-stateful f'],
    ],
    [
      'state, of what contains a type',
      'class A { n = 1 }\nclass B { a = new A() }\nconst b = new B()',
      "class A { n = '1' }\nclass B { a = new A() }\nconst b = new B()",
      ['state b', 'state A', 'state B', 'body-stateful A.constructor', 'body-stateful B.constructor'],
    ],
    [
      'state, of a type whose parent differs',
      'class A { n = 1 }\nclass B extends A {}',
      "class A { n = '1' }\nclass B extends A {}",
      ['state A', 'state B', 'body-stateful A.constructor', 'body B.constructor'],
    ],
    [
      'state, met by one that is given such objects',
      'class A { n = 1 }\nfunction f(a: A) { return a.n }\nfunction g(xs: { k: 1 }[]) { return xs[0]!.k }',
      "class A { n = '1' }\nfunction f(a: A) { return a.n }\nfunction g(xs: { k: 1 }[]) { return xs[0]!.k }",
      ['state A', 'body-stateful A.constructor', 'body f'],
    ],
    ['add', '', 'function f() {}', ['add f']],
    ['add, of static data', '', 'let n = 1', ['add n']],
    [
      'add, of a module with nothing but data',
      'export async function main() {}',
      { 'main.ts': "import { n } from './n.ts'\nexport async function main() { n }", 'n.ts': 'export let n = 1' },
      ['body-stateful main', 'active main', 'add n.ts#n'],
    ],
    ['delete', 'function f() {}\nlet n = 1', '', ['delete f', 'delete n']],
    [
      'move',
      {
        'main.ts': "import { f } from './a.ts'\nexport async function main() { f() }",
        'a.ts': 'let n = 1\nexport function f() { n }',
      },
      {
        'main.ts': "import { f } from './b.ts'\nexport async function main() { f() }",
        'b.ts': 'let n = 1\nexport function f() { n }',
      },
      ['body main', 'active main', 'move a.ts#f', 'move a.ts#n'],
    ],
    [
      'active, for main',
      'export async function main() {}',
      'export async function main() { return 1 }',
      ['body main', 'active main'],
    ],
    [
      'active, for an endless loop',
      'async function f() { for (;;) await 1 }',
      'async function f() { for (;;) await 2 }',
      ['body f', 'active f'],
    ],
    ['active, for what is gone', 'async function f() { while (true) { await 1 } }', '', ['delete f', 'active f']],
  ])('%s', (_, from, to, expected) => {
    expect(changesBetween(from, to)).toEqual(expected)
  })

  test('interface and state at once', () => {
    expect(
      compare('let n = 1\nfunction f() { return n }', "let n = '1'\nfunction f(a: number) { return a + n }").kinds,
    ).toEqual(['state', 'interface', 'interface+state'])
  })

  test('protocol: what components say to each other', () => {
    const version = (type: string): Source => ({
      'main.ts': "import { ask } from './b.ts'\nexport async function main() { await ask(1 as never) }",
      'b.ts': `export async function ask(n: ${type}) { return own(n) }\nfunction own(n: ${type}) { return n }`,
    })
    expect(
      changesBetween(version('number'), version('string'), { components: { a: ['main.ts'], b: ['b.ts'] } }),
    ).toEqual(['protocol b.ts#ask', 'interface b.ts#own'])
  })

  test('group: what the support code says', () => {
    const support =
      "export const groups = [['main.ts#f', 'main.ts#g']] as const\nexport const order = [['main.ts#g', 'main.ts#f']]"
    const update = compare('function f() {}\nfunction g() {}', 'function f() { return 1 }\nfunction g() {}', {
      support,
    })
    expect(update.changes.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'body main.ts#f',
      'group main.ts#f, main.ts#g',
    ])
    expect(update.support).toMatchObject({ order: [['main.ts#g', 'main.ts#f']], lines: 2 })
  })
})

describe('what changes nothing', () => {
  test.each<[string, Source, Source]>([
    [
      'comments and layout',
      'function f(a: number) { return a }',
      '/** f */\nfunction f(\n  a: /* n */ number,\n) {\n  // a\n  return (a)\n}',
    ],
    [
      'quotes and separators',
      "const s = { a: 1_000 }\nfunction f() { return 'a' + s.a }",
      'const s = {\n  a: 1000,\n};\nfunction f() { return "a" + s.a; }',
    ],
    [
      'types inside a body',
      'function f() { const a = [1]; return a[0] }',
      'function f() { const a: readonly number[] = [1] as number[]; return a[0]! }',
    ],
    [
      'comments and order of nothing in a type',
      'interface P { a: number }\nfunction f(p: P) { return p }',
      'interface P {\n  /** A. */\n  readonly a: number;\n}\nfunction f(p: P) { return p }',
    ],
    [
      'the name of an import',
      {
        'main.ts': "import { g } from './g.ts'\nexport async function main() { return { g: g(1) } }",
        'g.ts': 'export interface T { a: 1 }\nexport function g(a: number) { return a }',
      },
      {
        'main.ts': "import { g as h } from './g.ts'\nexport async function main() { return { g: h(1) } }",
        'g.ts': 'export interface T { a: 1 }\nexport function g(a: number) { return a }',
      },
    ],
    [
      'a namespace for named imports',
      {
        'main.ts': "import { g } from './g.ts'\nexport async function main() { return g(1) }",
        'g.ts': 'export function g(a: number) { return a }',
      },
      {
        'main.ts': "import * as all from './g.ts'\nexport async function main() { return all.g(1) }",
        'g.ts': 'export function g(a: number) { return a }',
      },
    ],
    [
      'the name of an imported type',
      {
        'main.ts': "import type { T } from './t.ts'\nexport async function main(t: T[]) { return t }",
        't.ts': 'export interface T { a: 1 }',
      },
      {
        'main.ts': "import type { T as U } from './t.ts'\nexport async function main(t: U[]) { return t }",
        't.ts': 'export interface T { a: 1 }',
      },
    ],
    [
      'where an interface is declared',
      {
        'main.ts': "import type { T } from './t.ts'\nexport async function main(t: T) { return t }",
        't.ts': 'export interface T { a: 1 }',
      },
      {
        'main.ts': "import type { T } from './u.ts'\nexport async function main(t: T) { return t }",
        'u.ts': 'export interface T { a: 1 }',
      },
    ],
    [
      'visibility',
      'class A { n = 1; m() { return this.n } }',
      'class A { private n = 1; protected m() { return this.n } }',
    ],
    ['the value that a datum begins with', 'let n = 1\nconst list = [1, 2]', 'let n = 2\nconst list = [3]'],
    ['a constructor that does nothing', 'class A { n = 1 }', 'class A { n = 1 }'],
    [
      'the name of a parameter in a type',
      'function f(g: (a: number) => void) { g(1) }',
      'function f(g: (b: number) => void) { g(1) }',
    ],
  ])('%s', (_, from, to) => {
    expect(changesBetween(from, to)).toEqual([])
  })
})

describe('a constant that changed affects those that use it', () => {
  test.each<[string, Source, Source, readonly string[]]>([
    [
      'directly',
      'const k = 1\nfunction f() { return k }\nfunction g() {}',
      'const k = 2\nfunction f() { return k }\nfunction g() {}',
      ['body f'],
    ],
    [
      'by another constant',
      'const k = 1\nconst l = [k] as const\nfunction f() { return l }',
      'const k = 2\nconst l = [k] as const\nfunction f() { return l }',
      ['body f'],
    ],
    [
      'by a constant of another module',
      {
        'main.ts':
          "import { k } from './k.ts'\nconst l = k + 1\nexport async function main() {}\nfunction f() { return l }",
        'k.ts': 'export const k = 1',
      },
      {
        'main.ts':
          "import { k } from './k.ts'\nconst l = k + 1\nexport async function main() {}\nfunction f() { return l }",
        'k.ts': 'export const k = 2',
      },
      ['body f'],
    ],
    [
      'in the initialiser of a field',
      'const k = 1\nclass A { n = k; m() {} }',
      'const k = 2\nclass A { n = k; m() {} }',
      ['body-stateful A.constructor'],
    ],
  ])('%s', (_, from, to, expected) => {
    expect(changesBetween(from, to)).toEqual(expected)
  })
})

describe('support code', () => {
  test('names what it converts and how, by functions of its own or of the program', () => {
    const support =
      "import { g } from '../v2/main.ts'\nimport type { T } from '../v1/main.ts'\nexport const interprocedures = { 'main.ts#f': g, 'main.ts#h'(a: number) { return g(a) } }\nexport const mappers = { 'main.ts#n': (old: T) => String(old) }\nexport const converters = {}"
    const from = 'export type T = number\nexport let n: T = 1\nexport function f() {}\nexport function h() {}'
    const { support: found } = compare(
      from,
      'export let n = "1"\nexport function f(a: number) { return a }\nexport function g(a: number) { return a }\nexport function h(a: number) { return a }',
      { support },
    )
    expect([...found.interprocedures]).toEqual([
      ['main.ts#f', 'main.ts#g'],
      ['main.ts#h', 'updates/update.ts#interprocedures[main.ts#h]'],
    ])
    expect([...found.mappers.keys()]).toEqual(['main.ts#n'])
  })

  test.each([
    ['unknown-name', "export const mappers = {\n  'main.ts#gone': (n: number) => n,\n}", 2],
    ['unknown-name', "export const groups = [['main.ts#f', 'main.ts#gone']]", 1],
    ['support-entry', "export const mappers = {\n  'main.ts#n': [1],\n}", 2],
    ['support-entry', "const k = 'main.ts#n'\nexport const mappers = { [k]: (n: number) => n }", 2],
    ['support-list', "const f = 'main.ts#f'\nexport const order = [[f]]", 2],
    ['top-level-effect', "export const mappers = {}\nmappers['x'] = 1", 2],
  ])('%s: %j', (code, support, line) => {
    const problems = problemsIn(() =>
      compare('export let n = 1\nexport function f() {}', 'export let n = 1\nexport function f() {}', { support }),
    )
    expect(problems.map((problem) => `${problem.code} ${problem.line}`)).toEqual([`${code} ${line}`])
    expect(problems[0]?.file).toMatch(/updates\/update\.ts$/)
  })
})
