import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { combineClaims } from '../harness/explore/claimed.ts'
import { compileUpdate } from '../harness/prepare.ts'
import type { ChangeKind } from '../harness/program/change-kind.ts'
import type { Profile, Strategy } from './contract.ts'
import { describeTrials, runAll, updates, violatesSomewhere } from './fixtures/conformance.ts'
import { strategies } from './registry.ts'

/** What every strategy has; that each does what it claims is tested in its own folder. */
const files = ['index.ts', 'link.ts', 'update.ts', 'README.md', 'conformance.test.ts']

const all: readonly Strategy[] = Object.values(strategies)

describe.each(all.map((strategy) => ({ strategy, name: strategy.name })))('$name', ({ strategy, name }) => {
  const folder = join(import.meta.dirname, name)

  test('has a folder of its name with the files that every strategy has', () => {
    expect(readdirSync(folder)).toEqual(expect.arrayContaining([...files, `${name}.test.ts`]))
    expect(strategies[name as keyof typeof strategies]).toBe(strategy)
  })

  test('holds itself to its claims', () => {
    const text = readFileSync(join(folder, 'conformance.test.ts'), 'utf8')
    expect(text).toContain('checkClaims(strategy)')
  })

  test('says all that the comparison table shows of it', () => {
    const profile: Record<keyof Profile, string> = { ...strategy.profile }
    expect(Object.entries(profile).filter(([, text]) => text.trim() === '')).toEqual([])
    expect(strategy.summary).not.toBe('')
  })

  test('tells its limits in its README', () => {
    const text = readFileSync(join(folder, 'README.md'), 'utf8')
    expect(text).toMatch(/^## .*limits/im)
    expect(text).toContain('## The claim')
  })
})

describe('a claim that is not true', () => {
  const [{ workload, update }] = updates as [(typeof updates)[number]]

  test.each([
    ['completes', 'direct'],
    ['refuses', 'podus'],
    ['stalls', 'podus'],
    ['violates', 'dmert'],
  ] as const)('that it %s is found out on %s', async (claimed, name) => {
    const kinds = Object.keys(strategies[name].claims) as ChangeKind[]
    const claims = Object.fromEntries(kinds.map((kind) => [kind, { expect: claimed }])) as Strategy['claims']
    const trials = await runAll(strategies[name], workload, update)
    expect(combineClaims({ ...strategies[name], claims }, compileUpdate(workload, update).kinds, false)).toBe(claimed)
    expect(describeTrials(trials)).not.toBe(claimed)
  })

  test('that it violates is found out where the command falls at a good moment in every trial', async () => {
    const violating = updates.find(
      ({ workload: { name }, update: { name: of } }) => `${name}/${of}` === 'router/queueing',
    )!
    const harmless = updates.find(
      ({ workload: { name }, update: { name: of } }) => `${name}/${of}` === 'router/checksum',
    )!
    expect(await violatesSomewhere(strategies.dmert, violating.workload, violating.update)).toBe(true)
    expect(await violatesSomewhere(strategies.dmert, harmless.workload, harmless.update)).toBe(false)
  })

  test('of several kinds, what is worst for the update decides', () => {
    const claims = { ...strategies.dmert.claims, body: { expect: 'stalls' } } as const
    const strategy = { ...strategies.dmert, claims }
    expect(combineClaims(strategy, ['body-stateful'], false)).toBe('completes')
    expect(combineClaims(strategy, ['body-stateful', 'group'], false)).toBe('violates')
    expect(combineClaims(strategy, ['body-stateful', 'group', 'body'], false)).toBe('stalls')
    expect(combineClaims(strategy, ['state', 'group', 'body'], false)).toBe('refuses')
  })

  test('where a claim depends on what exactly changes, the rules decide which of the two it is', () => {
    const qualified = { expect: 'completes', otherwise: 'refuses' } as const
    const strategy = { ...strategies.dmert, claims: { ...strategies.dmert.claims, body: qualified } }
    expect(combineClaims(strategy, ['body'], false)).toBe('completes')
    expect(combineClaims(strategy, ['body'], true)).toBe('refuses')
    expect(combineClaims(strategy, ['body-stateful'], true)).toBe('completes')
    expect(combineClaims(strategy, ['body', 'group'], false)).toBe('violates')
  })
})
