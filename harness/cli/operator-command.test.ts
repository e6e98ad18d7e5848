import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Strategy } from '../../strategies/contract.ts'
import { strategy as dymos } from '../../strategies/dymos/index.ts'
import { createFakeContext, type FakeContext } from './fake-context.ts'
import { main } from './main.ts'
import { describeProblem, extendWindows } from './operator-command.ts'

let context: FakeContext | undefined

afterEach(() => {
  context?.remove()
  context = undefined
})

describe('bench run --command', () => {
  it('is what the trials of the strategy are given, and no others; its limit lengthens the windows', async () => {
    expect(await run(['--command', 'update double within 2.5'])).toBe(0)
    const given = context!.asked.filter(({ command }) => command !== undefined)
    expect(given.map(({ role, traced }) => `${role} ${traced}`).toSorted()).toEqual(['strategy false', 'strategy true'])
    expect(given.map(({ command }) => command)).toEqual(['update double within 2.5', 'update double within 2.5'])
    for (const { windows, load } of context!.asked)
      if (load.mode === 'open') expect(windows).toMatchObject({ limitMs: 2500, horizonMs: 3000 })
  })

  it('comes from a file too', async () => {
    context = createFakeContext()
    writeFileSync(join(context.cwd, 'orders'), '// in one step\nupdate double.ts;\n')
    expect(await run(['--command-file', 'orders'])).toBe(0)
    expect(context.asked.filter(({ command }) => command === '// in one step\nupdate double.ts;\n')).toHaveLength(2)
  })

  it('that the rules reject has the refusal recorded, and nothing else run', async () => {
    await run(['--update', 'offset', '--command', 'update double'])
    expect(context!.asked).toMatchObject([{ role: 'strategy', traced: false, command: 'update double' }])
  })

  it.each<[readonly string[], string]>([
    [['--command', 'update duoble'], 'did you mean double'],
    [['--command', 'update double when'], 'expected the name of a procedure or module'],
    [['--command', 'update double', '--command-file', 'x'], 'expected one of --command and --command-file'],
    [['--command-file', 'none'], '--command-file none: expected a file with commands'],
    [['--command', 'update double', '--update', 'all'], 'expected one update that the command is for, got 2'],
  ])('%j: nothing is run', async (args, message) => {
    expect(await run(args)).toBe(64)
    expect(context!.err.text).toContain(message)
    expect(context!.asked).toEqual([])
  })

  it('is for strategies that have a language', async () => {
    expect(await run(['--command', 'update double'], 'dmert')).toBe(64)
    expect(context!.err.text).toContain('`dmert`, which has none')
  })
})

it('shows the line and what is wrong in it', () => {
  const text = 'update A;\nupdate B when\n'
  expect(describeProblem('--command-file f', text, { message: 'expected a name', at: 19, length: 4 })).toBe(
    '--command-file f, line 2: expected a name\n\n  update B when\n           ^^^^',
  )
})

it('never shortens the load', () => {
  const windows = { warmUpMs: 1, capacityMs: 1, beforeMs: 1, horizonMs: 1500, limitMs: 1000, hangMs: 1 }
  expect(extendWindows(windows, undefined)).toBe(windows)
  expect(extendWindows(windows, 10)).toMatchObject({ limitMs: 10, horizonMs: 1500 })
})

/** The stand-in for podus is given a language. */
async function run(args: readonly string[], name = 'podus'): Promise<number> {
  context ??= createFakeContext()
  const strategies = await context.loadStrategies()
  const podus: Strategy = { ...strategies['podus']!, assess: dymos.assess, commands: dymos.commands! }
  const loadStrategies = () => Promise.resolve({ ...strategies, podus })
  return main(['run', '--strategy', name, '--workload', 'tiny', ...args], { ...context, loadStrategies })
}
