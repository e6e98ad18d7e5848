import { describe, expect, it, test } from 'vitest'
import { strategies } from '../../strategies/registry.ts'
import type { Workload } from '../../workloads/contract.ts'
import { workload } from '../host/fixtures/tally/index.ts'
import { compileLegs, listLegs, refuseLegs } from './legs.ts'
import { findUpdates } from './prepare-soak.ts'

const tally = workload as Workload
const three = findUpdates(tally, ['stamp', 'fee', 'times'])

test('goes forth along the updates, back again, and so on', () => {
  expect(listLegs(three, 8).map(({ declaration: { from, to } }) => `${from} ${to}`)).toEqual([
    'v1 v2',
    'v2 v3',
    'v3 v4',
    'v4 v3',
    'v3 v2',
    'v2 v1',
    'v1 v2',
    'v2 v3',
  ])
})

test('the way back has the support code that was written for it', () => {
  const [, , forth, back] = listLegs(three, 4)
  expect(forth).toMatchObject({ isBack: false, declaration: { name: 'times', support: 'updates/times.ts' } })
  expect(back).toMatchObject({
    isBack: true,
    declaration: { name: 'times back', support: 'updates/times-back-out.ts' },
  })
})

describe('compiled', () => {
  it('each meets the program that the one before has left, support code and all', () => {
    const legs = compileLegs(strategies.podus, tally, listLegs(three, 6))
    expect(legs.map(({ update }) => update?.from.version)).toEqual(['v1', 'v2', 'v3', 'v4', 'v3', 'v2'])
    for (const [index, { update }] of legs.entries()) if (index > 0) expect(update?.from).toBe(legs[index - 1]?.after)
  })

  it('what comes up again is compiled once', () => {
    const legs = compileLegs(strategies.podus, tally, listLegs(three.slice(0, 1), 40))
    expect(new Set(legs).size).toBeLessThan(5)
  })

  it('a command leads back to the very program that was there', () => {
    const legs = compileLegs(strategies.dmert, tally, listLegs(three.slice(0, 2), 5))
    expect(legs.map(({ update, after }) => [update?.to.version, after.version])).toEqual([
      ['v2', 'v2'],
      ['v3', 'v3'],
      [undefined, 'v2'],
      [undefined, 'v1'],
      ['v2', 'v2'],
    ])
    expect(legs[2]?.after).toBe(legs[0]?.after)
  })
})

test('what the rules forbid on one of the ways is told beforehand', () => {
  const refused = refuseLegs(strategies.podus, tally, listLegs(findUpdates(tally, ['times-bare']), 2))
  expect(refused.map(({ update }) => update)).toContain('times-bare')
  expect(refuseLegs(strategies.podus, tally, listLegs(three, 6))).toEqual([])
})
