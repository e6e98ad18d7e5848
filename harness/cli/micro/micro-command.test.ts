import { afterEach, expect, test } from 'vitest'
import { timedKinds, type TimedKind } from '../../measure/micro/call-kinds.ts'
import type { takeSampleSet } from '../../measure/micro/sample-set.ts'
import { createFakeContext, type FakeContext } from '../fake-context.ts'
import { main } from '../main.ts'

let context: FakeContext | undefined

afterEach(() => {
  context?.remove()
  context = undefined
})

test('every registered strategy is timed as often, each round in an order of its own, beside plain calls', async () => {
  const asked: string[] = []
  expect(await run(['--samples', '6'], asked)).toBe(0)
  const rounds = Array.from({ length: 6 }, (_, round) => asked.slice(3 * round, 3 * round + 3))
  for (const round of rounds) expect(round.toSorted()).toEqual(['direct', 'dmert', 'podus'])
  expect(new Set(rounds.map((round) => round.join())).size).toBeGreaterThan(1)
  expect(context!.out.text).toContain('over a plain call')
  expect(context!.out.text).toMatch(/^ {2}podus +5\.00 +\[5\.00, 5\.00\] +over a plain call +4\.00/m)
})

test('one that cannot run the fixture is asked once, and says so', async () => {
  const asked: string[] = []
  expect(await run(['--samples', '3', '--strategy', 'dmert'], asked, ['dmert'])).toBe(0)
  expect(asked.filter((name) => name === 'dmert')).toHaveLength(1)
  expect(context!.out.text).toContain('dmert cannot run the fixture: it is made of paper')
})

test('where none can, nothing was measured', async () => {
  expect(await run(['--strategy', 'dmert'], [], ['dmert', 'direct'])).toBe(3)
})

test('--json has the figures with their intervals', async () => {
  expect(await run(['--json', '--samples', '6', '--strategy', 'podus'], [])).toBe(0)
  const { strategies } = JSON.parse(context!.out.text) as { strategies: { strategy: string; costs: unknown }[] }
  expect(strategies.map(({ strategy }) => strategy)).toEqual(['direct', 'podus'])
  expect(strategies[1]!.costs).toMatchObject({ chain: { overPlain: { estimate: 4, lower: 4, upper: 4, n: 6 } } })
})

test.each([
  [['--strategy', 'pdus'], 'podus'],
  [['--samples', 'many'], 'expected a whole number'],
])('%j is a usage error', async (args, message) => {
  expect(await run(args, [])).toBe(64)
  expect(context!.err.text).toContain(message)
})

/** Calls of `podus` take 5 ns, of the others 1. */
async function run(args: readonly string[], asked: string[], unable: readonly string[] = []): Promise<number> {
  context = createFakeContext()
  const take: typeof takeSampleSet = ({ strategyPath }) => {
    const name = ['direct', 'dmert', 'podus'].find((each) => strategyPath.includes(`/${each}/`)) ?? ''
    asked.push(name)
    if (unable.includes(name)) return Promise.resolve({ reason: 'it is made of paper' })
    const times = Object.fromEntries(timedKinds.map((kind) => [kind, name === 'podus' ? 5 : 1]))
    return Promise.resolve(times as Record<TimedKind, number>)
  }
  return main(['micro', ...args], { ...context, takeSampleSet: take })
}
