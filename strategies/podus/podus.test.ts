import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BenchSite } from '../../harness/host/fixtures/bench-site.ts'
import type { SiteReport } from '../../harness/host/messages.ts'
import type { UpdateDeclaration, Workload } from '../../workloads/contract.ts'
import { strategy } from './index.ts'

/**
 * The worked example of the algorithm as a program: main → read, process, report; process → parse, compute; compute →
 * get, put; report → format; and in the new version format → compute. Each procedure writes down its name and release.
 */
function write(release: string, format: string): Record<string, string> {
  const body = (name: string, calls = ''): string =>
    `export async function ${name}(log: string[], outside: { after(ms: number): Promise<void> }) { log.push("${name}${release}")\n${calls} }\n`
  const call = (...names: readonly string[]): string => names.map((name) => `await ${name}(log, outside)`).join('\n')
  return {
    'main.ts': `import { read, process, report } from './parts.ts'
export async function main(line: any, outside: any) {
  for (;;) {
    const request = await line.receive()
    if (request === undefined) return
    const log: string[] = []
    ${call('read', 'process', 'report')}
    line.reply(request, log)
  }
}`,
    'parts.ts': [
      body('read'),
      body('process', call('parse', 'compute')),
      body('report', call('format')),
      body('parse'),
      body('compute', call('get', 'put')),
      body('get', 'await outside.after(1)'),
      body('put'),
      body('format', format),
    ].join(''),
  }
}

const support = { 'updates/group.ts': `export const groups = [['parts.ts#parse', 'parts.ts#compute']]\n` }
const folder = mkdtempSync(join(tmpdir(), 'bench-podus-'))
const change: UpdateDeclaration = { name: 'change', from: 'v1', to: 'v2', kinds: ['body'], why: 'As an example.' }
const grouped: UpdateDeclaration = { ...change, name: 'grouped', kinds: ['body', 'group'], support: 'updates/group.ts' }
const example: Workload = {
  name: 'example',
  summary: 'the worked example',
  folder,
  updates: [change, grouped],
  parameters: { processes: { default: 1, minimum: 1, maximum: 1, summary: 'one' } },
  traffic: () => ({ setup: 0, request: () => undefined, probes: 0, probe: () => undefined, digest: () => 0 }),
  model: () => ({ reply: () => undefined, apply: () => undefined }),
}

beforeAll(() => {
  const versions = { v1: write('', ''), v2: write("'", 'await compute(log, outside)') }
  const files = { ...inFolder('v1', versions.v1), ...inFolder('v2', versions.v2), ...support }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
})

afterAll(() => rmSync(folder, { recursive: true }))

/** An update asked for while the stack holds main, process, compute, get; the reply to the request under way. */
async function updateInGet(update: string): Promise<{ bench: BenchSite; reply: string; site: SiteReport }> {
  const bench = await BenchSite.start(strategy, example, { version: 'v1', traced: true })
  const id = await bench.send('first')
  const { result } = await bench.begin(update)
  expect(bench.replies.has(id)).toBe(false)
  // get waits once in old code, and once more in the new code that format reaches.
  await bench.pass(1)
  expect(await result).toMatchObject({ outcome: 'completed', inForce: 'new', completedNext: 1 })
  await bench.pass(1)
  return { bench, reply: (bench.replies.get(id) as string[]).join(' '), site: await bench.report() }
}

describe('an update while the stack holds main, process, compute, get', () => {
  test('rebinds put at once, compute when it returns, and with it format, which can reach it', async () => {
    const { reply, site } = await updateInGet('change')
    expect(reply).toBe(`read process parse compute get put' report' format' compute' get' put'`)
    expect(Object.values(site.trace?.counts ?? { none: 1 })).toEqual(Object.values(site.trace!.counts).map(() => 0))
  })

  test('leaves main in the old space, with every entry of its table leading to the newest version', async () => {
    const { bench } = await updateInGet('change')
    expect(bench.versions).toEqual(['v1', 'v2'])
    const [old, next] = [bench.spaces[0]!, bench.spaces[1]!]
    for (const name of ['read', 'process', 'report', 'parse', 'compute', 'get', 'put', 'format']) {
      expect(old.bound(`parts.ts#${name}`)).toBe(next.code(`parts.ts#${name}`))
    }
    const id = await bench.send('second')
    await bench.pass(1)
    await bench.pass(1)
    expect((bench.replies.get(id) as string[]).every((entry) => entry.endsWith(`'`))).toBe(true)
  })

  test('parse, semantically dependent on compute, waits for it', async () => {
    const bench = await BenchSite.start(strategy, example, { version: 'v1' })
    await bench.send('first')
    const plain = await BenchSite.start(strategy, example, { version: 'v1' })
    await plain.send('first')
    await bench.begin('grouped')
    await plain.begin('change')
    const isNew = ({ spaces }: BenchSite, name: string): boolean =>
      spaces[0]!.bound(`parts.ts#${name}`) === spaces[1]!.code(`parts.ts#${name}`)
    expect(['read', 'put', 'parse'].map((name) => isNew(plain, name))).toEqual([true, true, true])
    expect(['read', 'put', 'parse'].map((name) => isNew(bench, name))).toEqual([true, true, false])
    await bench.pass(1)
    expect(isNew(bench, 'parse')).toBe(true)
  })

  test('withdrawn before it found its safe point, it says by which calls each procedure waits', async () => {
    const bench = await BenchSite.start(strategy, example, { version: 'v1' })
    await bench.send('first')
    const { result } = await bench.begin('grouped')
    bench.withdraw()
    const { outcome, inForce, reason } = await result
    expect([outcome, inForce]).toEqual(['stalled', 'old'])
    const at = (name: string): string => `main:v1:normal:parts.ts#${name}+0`
    expect(reason).toContain(`${at('get')} is on the stack`)
    expect(reason).toContain(`${at('parse')} grouped with ${at('compute')}, which is on the stack`)
    expect(reason).toContain(
      `${at('report')} calls ${at('format')}, which calls ${at('compute')}, which is on the stack`,
    )
    expect(bench.versions).toEqual(['v1'])
  })
})

function inFolder(name: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [join(name, file), text]))
}
