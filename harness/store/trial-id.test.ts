import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { windows, type TrialPlan } from '../trial-plan.ts'
import { hashHarness } from './sources.ts'
import { createTrialId, hashJson } from './trial-id.ts'

let folder: string
let plan: TrialPlan

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-id-'))
  for (const name of ['s', 'w/v1']) mkdirSync(join(folder, 'a', name), { recursive: true })
  writeFileSync(join(folder, 'a/s/index.ts'), 'export const strategy = 1')
  writeFileSync(join(folder, 'a/s/index.test.ts'), 'a test')
  writeFileSync(join(folder, 'a/w/index.ts'), 'export const workload = 1')
  writeFileSync(join(folder, 'a/w/v1/main.ts'), 'the first version')
  plan = {
    strategy: { name: 's', path: join(folder, 'a/s/index.ts') },
    workload: { name: 'w', path: join(folder, 'a/w/index.ts') },
    update: 'u',
    role: 'strategy',
    forced: false,
    traced: false,
    block: 0,
    position: 3,
    seed: 1,
    parameters: { b: 1, a: 2 },
    load: { mode: 'open', share: 0.7, rate: 123, arrivals: 'poisson' },
    windows: windows.smoke,
  }
})

afterAll(() => rmSync(folder, { recursive: true }))

describe('the id of a trial', () => {
  it('does not depend on the position, a calibrated rate, the order of keys, or where the sources lie', () => {
    cpSync(join(folder, 'a'), join(folder, 'b'), { recursive: true })
    const elsewhere: TrialPlan = {
      ...plan,
      strategy: { name: 's', path: join(folder, 'b/s/index.ts') },
      workload: { name: 'w', path: join(folder, 'b/w/index.ts') },
      position: 0,
      parameters: { a: 2, b: 1 },
      load: { mode: 'open', share: 0.7, rate: 456, arrivals: 'poisson' },
    }
    expect(createTrialId(elsewhere)).toBe(createTrialId(plan))
  })

  it.each<[string, Partial<TrialPlan>]>([
    ['update', { update: 'v' }],
    ['role', { role: 'null' }],
    ['tracing', { traced: true }],
    ['force', { forced: true }],
    ['block', { block: 1 }],
    ['seed', { seed: 2 }],
    ['parameters', { parameters: { a: 2, b: 2 } }],
    ['windows', { windows: windows.usual }],
    ['share', { load: { mode: 'open', share: 0.6, rate: 123, arrivals: 'poisson' } }],
    ['given rate', { load: { mode: 'open', rate: 123, arrivals: 'poisson' } }],
  ])('depends on the %s', (_, change) => {
    expect(createTrialId({ ...plan, ...change })).not.toBe(createTrialId(plan))
  })

  it('tells two given rates apart', () => {
    const at = (rate: number): string => createTrialId({ ...plan, load: { mode: 'open', rate, arrivals: 'poisson' } })
    expect(at(1)).not.toBe(at(2))
  })

  // A process reads its sources once, so each case has a copy of its own.
  it.each([
    ['depends on the code of the strategy', 's/index.ts', false],
    ['depends on every version of the workload', 'w/v1/main.ts', false],
    ['depends on a new file', 's/link.ts', false],
    ['does not depend on tests', 's/index.test.ts', true],
    ['does not depend on what is no code', 's/README.md', true],
  ])('%s', (name, file, isSame) => {
    const copy = join(folder, name)
    cpSync(join(folder, 'a'), copy, { recursive: true })
    writeFileSync(join(copy, file), 'changed')
    const changed = {
      ...plan,
      strategy: { name: 's', path: join(copy, 's/index.ts') },
      workload: { name: 'w', path: join(copy, 'w/index.ts') },
    }
    expect(createTrialId(changed) === createTrialId(plan)).toBe(isSame)
  })
})

describe('hashes', () => {
  it('keep the order of lists', () => {
    expect(hashJson([1, 2])).not.toBe(hashJson([2, 1]))
  })

  it('cover the harness', () => {
    expect(hashHarness()).toMatch(/^[0-9a-f]{16}$/)
  })
})
