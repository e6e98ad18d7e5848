import { expect, test } from 'vitest'
import { compile, problemsOf, type Source } from './fixtures/programs.ts'

/** For each problem: a program with it, the line it is on, and part of what to write instead. */
const rejected: readonly (readonly [code: string, source: Source, line: number, instead: string])[] = [
  ['syntax', 'let a = 1\nlet b = = 2', 2, 'valid TypeScript'],
  ['not-erasable', 'let a = 1\nenum Colour { Red }', 2, 'no enum'],
  ['not-erasable', 'namespace Tools { export const a = 1 }', 1, 'namespace'],
  ['not-erasable', 'class A {\n  constructor(readonly a: number) {} }', 2, 'parameter property'],
  ['no-main', { 'other.ts': '' }, 1, 'main.ts'],
  ['no-main', 'const main = 1', 1, 'async function main'],
  ['sync-main', '\nexport function main() {}', 2, 'async function main'],
  ['missing-module', "import { a } from './gone.ts'\nexport async function main() { a }", 1, 'with `.ts`'],
  ['missing-module', "let a = 1\nexport { b } from './gone.ts'", 2, 'with `.ts`'],
  [
    'missing-export',
    { 'main.ts': "\nimport { a } from './a.ts'\nexport async function main() { a() }", 'a.ts': 'export const b = 1' },
    2,
    'the module exports',
  ],
  [
    'missing-export',
    { 'main.ts': "import a from './a.ts'\nexport async function main() { a() }", 'a.ts': 'export const b = 1' },
    1,
    'the module exports',
  ],
  [
    'outside-import',
    "import { readFileSync } from 'node:fs'\nexport async function main() { readFileSync('x') }",
    2,
    'type-only import',
  ],
  [
    'side-effect-import',
    { 'main.ts': "import './a.ts'\nexport async function main() {}", 'a.ts': '' },
    1,
    'what is used',
  ],
  ['default-export', '\nexport default function f() {}', 2, 'named export'],
  [
    'export-all',
    { 'main.ts': "export * from './a.ts'\nexport async function main() {}", 'a.ts': '' },
    1,
    'for each name',
  ],
  [
    'namespace-value',
    {
      'main.ts': "import * as a from './a.ts'\nexport async function main() { return Object.keys(a) }",
      'a.ts': 'export const b = 1',
    },
    2,
    'by name',
  ],
  ['top-level-effect', 'let a = 1\na++', 2, 'inside `main`'],
  ['top-level-effect', 'for (const a of [1]) { a }', 1, 'inside `main`'],
  ['top-level-var', 'var a = 1', 1, '`let` or `const`'],
  ['top-level-pattern', 'const { a } = { a: 1 }', 1, 'for each name'],
  ['top-level-await', 'const a = await 1', 1, 'inside `main`'],
  ['private-field', 'class A {\n  #a = 1\n}', 2, '`private a`'],
  ['static-field', 'class A {\n  static count = 0\n}', 2, 'at the top level'],
  ['static-block', 'class A { static { } }', 1, 'an initialiser'],
  ['computed-member', "const k = 'k'\nclass A { [k]() {} }", 2, 'fixed name'],
  ['computed-member', "const k = 'k'\nclass A { [k] = 1 }", 2, 'fixed name'],
  ['duplicate-member', 'class A { a() {}\n static a() {} }', 2, 'another name'],
  ['class-expression', 'const A = class {}', 1, 'at the top level'],
  ['nested-class', 'function f() { class A {} }', 1, 'at the top level'],
  ['computed-parent', 'const parents = [Map]\nclass A extends parents[0]! {}', 2, 'a named class'],
  ['decorator', 'function d(_: unknown) {}\n@d\nclass A {}', 2, 'plain'],
  ['class-as-value', 'class A {}\nexport async function main() { return [A] }', 2, 'with the class named'],
  ['constructor-return', 'class A { constructor(a: boolean) {\n if (a) return } }', 2, '`if` and `else`'],
  ['default-call', 'function f() { return 1 }\nfunction g(a = f()) { return a }', 2, 'in the body'],
  ['default-call', 'class A { a = 1 }\nclass B { b(a = new A()) { return a } }', 2, 'in the body'],
  ['this-outside-class', 'function f(this: { a: number }) { return this.a }', 1, 'a parameter'],
  ['arguments', 'function f() { return arguments.length }', 1, 'rest parameter'],
  ['reserved-name', 'function f($q: number) { return $q }', 1, 'another name'],
  ['assignment', 'function f() {}\nexport async function main() { f = () => {} }', 2, 'static data'],
  ['assignment', 'const a = 1\nexport async function main() { [a] = [2] }', 2, 'static data'],
  ['closure-in-data', 'const a = { f: () => 1 }', 1, 'a procedure at the top level'],
  ['closure-in-data', 'const a = Object.freeze([function () {}])', 1, 'a procedure at the top level'],
  ['closure-in-data', "const a = new Map([['f', (() => 1) as () => number]])", 1, 'a procedure at the top level'],
  [
    'closure-in-data',
    'const a: (() => void)[] = []\nfunction f() {\n a.push(() => {}) }',
    3,
    'a procedure at the top level',
  ],
  ['closure-in-data', 'let a: unknown\nfunction f(g: () => void) { a = g }', 2, 'a procedure at the top level'],
  [
    'closure-in-data',
    'class A { list: unknown[] = []; f() { const g = () => {}; this.list.push({ g }) } }',
    1,
    'a procedure at the top level',
  ],
  ['closure-in-data', 'class A { f = () => 1 }', 1, 'a procedure at the top level'],
  ['closure-in-data', 'class A { f!: () => number }', 1, 'a method'],
  ['dynamic-import', "export async function main() { await import('./a.ts') }", 1, 'at the top'],
  ...[
    'setTimeout(f, 1)',
    'Date.now()',
    'new Date()',
    'Math.random()',
    'process.exit()',
    'console.log(1)',
    "eval('1')",
    "new Function('')",
    "fetch('')",
    'import.meta.url',
    'globalThis.f',
    'queueMicrotask(f)',
    'crypto',
  ].map((text) => ['outside', `function f() {}\nexport async function main() { ${text} }`, 2, ''] as const),
]

test.each(rejected)('%s: %j', (code, source, line, instead) => {
  const problems = problemsOf(source)
  expect(problems.map((problem) => problem.code)).toContain(code)
  const problem = problems.find((candidate) => candidate.code === code)!
  expect(problem).toMatchObject({ line, file: expect.stringMatching(/\.ts$/) as string })
  expect(problem.instead).toContain(instead)
  expect(problem.message).not.toBe('')
})

test('a private field is one problem, told at each place', () => {
  const problems = problemsOf('class A {\n  #a = 1\n  get() { return this.#a }\n}')
  expect(problems.map(({ code, line }) => [code, line])).toEqual([
    ['private-field', 2],
    ['private-field', 3],
  ])
})

test('all problems of all modules are told at once', () => {
  const problems = problemsOf({
    'main.ts': "import { a } from './a.ts'\nexport async function main() { setTimeout(a, 1) }",
    'a.ts': 'export const a = () => Date.now()\nenum B {}',
  })
  expect(problems.map(({ code }) => code)).toEqual(['not-erasable'])
  const more = problemsOf({
    'main.ts': "import { a } from './a.ts'\nexport async function main() { setTimeout(a, 1) }",
    'a.ts': 'export const a = () => Date.now()\na()',
  })
  expect(more.map(({ code, line }) => `${code} ${line}`)).toEqual(['top-level-effect 2', 'outside 1', 'outside 2'])
})

const components = { control: ['main.ts', 'control.ts'], data: ['data.ts'] }

test.each([
  [
    'shared-data',
    {
      'main.ts': "import { table } from './data.ts'\nexport async function main() { table.clear() }",
      'data.ts': 'export const table = new Map()',
    },
    2,
  ],
  [
    'sync-call-across',
    {
      'main.ts': "import { find } from './data.ts'\nexport async function main() { find() }",
      'data.ts': 'export function find() {}',
    },
    2,
  ],
  [
    'sync-call-across',
    {
      'main.ts': "import { Table } from './data.ts'\nexport async function main() { new Table().find() }",
      'data.ts': 'export class Table { find() {} }',
    },
    2,
  ],
  [
    'shared-data',
    {
      'main.ts':
        "import { count } from './shared.ts'\nimport { find } from './data.ts'\nexport async function main() { count(); await find() }",
      'data.ts': 'export async function find() {}',
      'shared.ts': 'let n = 0\nexport function count() { n++ }',
    },
    1,
  ],
] as const)('between components: %s', (code, source, line) => {
  expect(problemsOf(source, components).map((problem) => `${problem.code} ${problem.line}`)).toEqual([
    `${code} ${line}`,
  ])
})

test('components that call one another asynchronously, and share constants and procedures without data', () => {
  const source = {
    'main.ts':
      "import { find } from './data.ts'\nimport { limit, twice } from './shared.ts'\nexport async function main() { return twice(await find(limit)) }",
    'data.ts': "import { twice } from './shared.ts'\nexport async function find(n: number) { return twice(n) }",
    'shared.ts': 'export const limit = 2\nexport function twice(n: number) { return 2 * n }',
  }
  expect(problemsOf(source, components)).toEqual([])
})

test.each([
  "'use strict'\ndeclare global { interface Window { a: 1 } }\ndeclare const unused: number\ndeclare function alsoUnused(): void",
  'class Gate { private wake: (() => void) | undefined; wait() { return new Promise<void>((resolve) => { this.wake = resolve }) } open() { this.wake?.() } }',
  'class A { waiting: unknown[] = []; f(n: number) { this.waiting.push(n); this.waiting.sort((a, b) => Number(a) - Number(b)) } }',
  'const sorted = [3, 1].toSorted((a, b) => a - b)\nconst squares = Array.from({ length: 3 }, (_, n) => n * n)',
  'function f(a = 1, b = new Map<string, number>(), { c = Math.max(1, 2) } = {}) { return [a, b, c] }',
  'function tally() { let n = 0; return { add: () => ++n } }\nexport async function main() { const t = tally(); const log = [() => t.add()]; log.push(() => 1); return log }',
  'const self = { n: 1 }\nfunction f() { return { n: 2, own() { return this.n } }.own() + self.n }',
  'class A { a = 1; constructor(a: boolean) { const f = () => { return a }; if (f()) this.a = 2 } }',
  'function f() { const process = 1; const { Date } = { Date: 2 }; return process + Date }',
  'type Line = import("node:stream").Readable\nexport async function main(line: Line) { line }',
])('an ordinary program is not rejected: %j', (source) => {
  expect(problemsOf(source)).toEqual([])
})

test('a problem reads as one line: where, what, and what instead', () => {
  expect(() => compile('let a = 1\na++')).toThrow(
    /main\.ts:2:1: a side effect at the top level\. Instead: the statement inside `main`/,
  )
})
