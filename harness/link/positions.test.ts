import { describe, expect, test } from 'vitest'
import { compare, compile } from '../program/fixtures/programs.ts'
import { forms, loadBeside, shared } from './fixtures/forms.ts'
import { locate } from './locate.ts'
import { Memory } from './space.ts'

/** Each call of `fail` gives the line that it stands on. */
const source = `/* a heading
   of two lines */
const settings: {
  readonly text: string
} = Object.freeze({
  text: 'x'
})
function fail(line: number): never {
  throw new Error(String(line))
}
const held: {
  n: number
} = {
  n: settings.text.length,
}
export function inFunction(): never {
  held.n++
  return fail(18)
}
const inArrow = (
  n: number,
): number =>
  n > 0 ? fail(23) : n
export class Base {
  n = held.
    n

  method(_n = 1): number {
    return fail(29)
  }
  get value(): number {
    return inBusyArguments(
      inArrow(
        0),
      fail(35)
    )
  }
}
function inBusyArguments(..._n: number[]) { return 1 }
class Derived extends Base {
  m = 2
  method(): number {
    return this
      .n + fail(44)
  }
  constructor(
    fails: boolean,
  ) {
    super(
    )
    if (fails) fail(51)
  }
  async inAsync() {
    await undefined
    const results = [
      await Promise.resolve(held.n), inBusyArguments(
        await 1),
      fail(58)]
    return results
  }
  static inStatic() {
    return fail(62)
  }
}
class Field {
  static
  inNextLine() { return fail(67) }
  first = 1
  second = inBusyArguments(
    fail(70))
}
async function inHandler() {
  try { await inFunction() } catch { await undefined; return fail(73) }
}
export async function main(which: string): Promise<unknown> {
  switch (which) {
    case 'function': return inFunction()
    case 'arrow': return inArrow(1)
    case 'method': return new Base().method()
    case 'overriding method': return new Derived(false).method()
    case 'getter': return new Base().value
    case 'constructor': return new Derived(true)
    case 'asynchronous method': return new Derived(false).inAsync()
    case 'static method': return Derived.inStatic()
    case 'static method on two lines': return Field.inNextLine()
    case 'field': return new Field()
    case 'handler': return inHandler()
    default: return which
  }
}
`
const procedures = [...source.matchAll(/case '(.*)':/g)].map(([, name = '']) => name)

/** Lines of the program's own file that a stack trace names. */
function linesOf(error: unknown): number[] {
  return [...((error as Error).stack ?? '').matchAll(/main\.ts:(\d+)/g)].map(([, line]) => Number(line))
}

describe.each(Object.entries(forms))('an error in a program in the form %s names its line', (_, run) => {
  const running = run(compile(source))

  test.each(procedures)('in a %s', async (name) => {
    const error = (await (running.call('main.ts#main', name) as Promise<unknown>).catch(
      (reason: unknown) => reason,
    )) as Error
    expect(error).toBeInstanceOf(Error)
    error.stack = locate(error.stack ?? '', [running.image])
    expect(linesOf(error).slice(0, 2)).toEqual([9, Number(error.message)])
  })
})

test('support code keeps its positions too', () => {
  const { to } = compare(
    'export function f(a: number) { return a }',
    'export function f(a: number, b: number) { return a + b }',
    {
      support: `import { f } from '../v2/main.ts'\nexport const interprocedures = {\n  'main.ts#f': (a: number) =>\n    f(a, fail()),\n}\nfunction fail(): never {\n  throw new Error() // 7\n}`,
    },
  )
  const space = loadBeside(to, shared, new Memory())
  for (const { id } of space.image.procedures) space.bind(id)
  const interprocedure = space.code(to.support?.interprocedures.get('main.ts#f') ?? '') as (a: number) => number
  let stack = ''
  try {
    interprocedure(1)
  } catch (error) {
    stack = (error as Error).stack ?? ''
  }
  expect([...stack.matchAll(/updates\/update\.ts:(\d+)/g)].map(([, line]) => line).slice(0, 2)).toEqual(['7', '4'])
})
