import { expect, test } from 'vitest'
import { timedKinds, type TimedKind } from './call-kinds.ts'
import { summariseCalls, type Round } from './summarise.ts'
import type { CallTimes } from './time-calls.ts'

test('a call costs what its sample sets say, and over a plain call what those of the same round leave', () => {
  // The machine is slower from round to round.
  const rounds = Array.from({ length: 8 }, (_, round): Round => {
    const slowness = 1 + round / 10
    return new Map([
      ['direct', times(slowness)],
      ['podus', times(slowness + 4)],
    ])
  })
  const { module } = summariseCalls(rounds, 'podus')
  expect(module.ns.estimate).toBeCloseTo(5.35)
  expect(module.ns.upper).toBeGreaterThan(module.ns.lower)
  expect(module.overPlain).toMatchObject({ n: 8 })
  for (const value of [module.overPlain.estimate, module.overPlain.lower, module.overPlain.upper])
    expect(value).toBeCloseTo(4)
})

test('a sample set without plain calls beside it does not count', () => {
  const whole: Round = new Map([
    ['direct', times(1)],
    ['podus', times(3)],
  ])
  const half: Round = new Map([['podus', times(300)]])
  expect(summariseCalls([whole, half], 'podus').leaf.ns).toMatchObject({ estimate: 3, n: 1 })
})

function times(ns: number): CallTimes {
  return Object.fromEntries(timedKinds.map((kind) => [kind, ns])) as Record<TimedKind, number>
}
