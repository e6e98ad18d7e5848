import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakeContext, writeFiles, type FakeContext } from '../fake-context.ts'
import { main } from '../main.ts'
import type { CheckReport } from './check-command.ts'

let context: FakeContext

beforeEach(() => {
  context = createFakeContext()
})

afterEach(() => context.remove())

const good = {
  'main.ts': `export async function main(line: { receive(): Promise<unknown> }): Promise<void> {\n  await line.receive()\n}\n`,
}
const bad = { 'main.ts': `let total = 0\nexport async function main(): Promise<void> {\n  total = \n}\n` }

describe('bench check', () => {
  it('tells the size of each version of a workload, and who can do each update', async () => {
    const { code, report } = await check('tiny')
    expect(code).toBe(0)
    expect(report.versions).toMatchObject([
      { version: 'v1', problems: [], size: { modules: 2, procedures: 2, adts: 0, staticData: 0, calls: 1 } },
      { version: 'v2' },
      { version: 'v3' },
    ])
    expect(report.updates.map(({ update, declared }) => `${update} ${declared}`)).toEqual([
      'faster true',
      'offset true',
    ])
    expect(report.updates[1]?.kinds.toSorted()).toEqual(['active', 'body', 'interface'])
    expect(report.updates[1]?.strategies.find(({ strategy }) => strategy === 'podus')).toEqual({
      strategy: 'podus',
      canUpdate: false,
      refusals: [{ change: 'double.ts#double', rule: 'cannot change interface' }],
      claimed: 'refused',
      because: 'interface',
    })
  })

  it('prints them', async () => {
    expect(await main(['check', 'tiny'], context)).toBe(0)
    expect(context.out.text).toContain(
      'v1  2 modules, 2 procedures, 0 abstract data types, 0 static data, 1 call between procedures',
    )
    expect(context.out.text).toMatch(/✓ +podus +could update it/)
    expect(context.out.text).toMatch(/– +podus +refuses: cannot change interface: double\.ts#double/)
    expect(context.out.text).toContain('3 versions, 2 updates, no problems')
  })

  it('compares successive versions of a folder that is no workload', async () => {
    write({ 'mine/v1': good, 'mine/v2': good, 'mine/v10': good })
    const { code, report } = await check('mine')
    expect(code).toBe(0)
    expect(report.updates.map(({ update, declared, kinds }) => [update, declared, kinds])).toEqual([
      ['v1-v2', false, []],
      ['v2-v10', false, []],
    ])
  })

  it('takes one version', async () => {
    write({ 'mine/v1': good })
    const { code, report } = await check('./mine/v1')
    expect([code, report.versions.length, report.updates.length]).toEqual([0, 1, 0])
  })

  it('finds the updates that a folder declares', async () => {
    write({ 'mine/v1': good, 'mine/v2': good })
    const updates = [{ name: 'mine', from: 'v1', to: 'v2', kinds: ['state'], why: '' }]
    write({
      mine: {
        'index.ts': `export const workload = { name: 'mine', folder: import.meta.dirname, parameters: {}, updates: ${JSON.stringify(updates)} }`,
      },
    })
    const { report } = await check('./mine')
    expect(report.updates).toMatchObject([{ update: 'mine', declared: true, kinds: [], declaredKinds: ['state'] }])
    write({ other: { 'index.ts': 'export const unrelated = 1' }, 'other/v1': good })
    expect((await check('other')).code).toBe(0)
  })

  it('names every problem with file and line, why, and what to write instead, and exits with 1', async () => {
    write({ 'mine/v1': good, 'mine/v2': bad })
    expect(await main(['check', 'mine'], context)).toBe(1)
    expect(context.out.text).toMatch(/v2 {2}1 problem\n +.*main\.ts:\d+:\d+: does not parse: .*Instead: /)
    expect(context.out.text).toContain('2 versions, 0 updates, 1 problem')
  })

  it('finds problems in support code', async () => {
    write({ 'mine/v1': good, 'mine/v2': good, mine: { 'updates/u.ts': 'export const = 1' } })
    const updates = [{ name: 'u', from: 'v1', to: 'v2', kinds: [], why: '', support: 'updates/u.ts' }]
    write({
      mine: {
        'index.ts': `export const workload = { name: 'mine', folder: import.meta.dirname, parameters: {}, updates: ${JSON.stringify(updates)} }`,
      },
    })
    const { code, report } = await check('mine')
    expect(code).toBe(1)
    expect(report.updates[0]?.problems).toMatchObject([{ code: 'syntax' }])
  })

  it.each([
    ['the same effects', 0, 0],
    ['other effects', 1, 1],
  ])('holds a promise of the same effects against the model: %s', async (_, more, expected) => {
    const update = { name: 'u', from: 'v1', to: 'v2', kinds: [], why: '', sameEffects: true }
    write({
      'mine/v1': good,
      'mine/v2': good,
      mine: {
        'index.ts': `
          const traffic = { setup: 0, probes: 1, request: (id: number) => id, probe: () => 0, digest: (sum: number) => sum }
          class Sum {
            sum = 0
            reply(): number { return this.sum }
            apply(_: unknown, version: string): void { this.sum += version === 'v2' ? 1 + ${more} : 1 }
          }
          export const workload = {
            name: 'mine', folder: import.meta.dirname, parameters: {}, updates: [${JSON.stringify(update)}],
            traffic: () => traffic, model: () => new Sum(),
          }`,
      },
    })
    const { code, report } = await check('mine')
    expect(code).toBe(expected)
    expect(report.updates[0]?.otherEffect !== undefined).toBe(expected === 1)
    await main(['check', 'mine'], context)
    const claim = 'not the same effects, as it says: v2 answers request 501 otherwise'
    expect(context.out.text.includes(claim)).toBe(expected === 1)
  })

  it.each([
    ['nowhere', 'expected a workload by name, or a folder with versions, got nothing at'],
    ['./nowhere', 'got nothing at'],
    ['tinny', 'Did you mean `tiny`?'],
    ['strategies', 'expected version folders v1/, v2/ …'],
    ['strategies/podus/index.ts', 'got the file'],
  ])('%s is a usage error', async (path, message) => {
    expect(await main(['check', path], context)).toBe(64)
    expect(context.err.text).toContain(message)
  })
})

function write(folders: Readonly<Record<string, Readonly<Record<string, string>>>>): void {
  for (const [folder, files] of Object.entries(folders)) writeFiles(join(context.root, folder), files)
}

async function check(path: string): Promise<{ code: number; report: CheckReport }> {
  const start = context.out.text.length
  const code = await main(['check', path, '--json'], context)
  return { code, report: JSON.parse(context.out.text.slice(start)) as CheckReport }
}
