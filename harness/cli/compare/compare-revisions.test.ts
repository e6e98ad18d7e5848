import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBlocks } from '../../report/fixtures/synthetic-set.ts'
import type { RunProgram } from '../context.ts'
import { createFakeContext, type FakeContext } from '../fake-context.ts'
import { storeSet } from '../fixtures/store-set.ts'
import { main } from '../main.ts'

/** Two commits whose suites nobody runs: their sets are written at once, with the first part. */
class FakeSuites {
  readonly calls: string[] = []
  readonly checkouts = new Set<string>()
  headFactor = 1
  lock = 'same'
  /** Exit code of the part with this number, from 1. */
  failAt = Infinity
  failWith = 70
  #parts = 0

  readonly run: RunProgram = (file, args, cwd) => {
    this.calls.push([file.split('/').at(-1), ...args].join(' '))
    if (file === 'git') return Promise.resolve(this.#git(args))
    if (file === 'npm') return Promise.resolve({ code: 0, stdout: '', stderr: '' })
    return Promise.resolve(this.#bench(args, cwd))
  }

  #git(args: readonly string[]) {
    const ok = { code: 0, stdout: '', stderr: '' }
    if (args[0] === 'rev-parse') {
      const known = { 'main^{commit}': '1111111aaa\n', 'HEAD^{commit}': '2222222bbb\n' }[args.at(-1) ?? '']
      return known === undefined ? { ...ok, code: 128 } : { ...ok, stdout: known }
    }
    if (args[1] === 'add') {
      const folder = args[3] ?? ''
      this.checkouts.add(folder)
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'package-lock.json'), this.lock)
    } else this.checkouts.delete(args[3] ?? '')
    return ok
  }

  #bench(args: readonly string[], cwd: string) {
    if (args.includes('--dry-run')) {
      const runs = cwd.endsWith('head') ? ['podus', 'fabry'] : ['podus', 'dmert']
      return this.#answer({ cells: [{ workload: 'tiny', update: 'faster', runs, refused: ['direct'] }] })
    }
    if (++this.#parts === this.failAt) return { code: this.failWith, stdout: '', stderr: 'it went wrong' }
    const value = (name: string): string => args[args.indexOf(name) + 1] ?? ''
    const side = value('--set')
    if (existsSync(join(value('--results'), side))) return this.#answer({})
    const phase = side.length
    const factor = side.startsWith('head') ? this.headFactor : 1
    const capacity = (block: number) => factor * 900_000 * (1 + 0.004 * Math.sin(block * 7 + phase))
    const records = createBlocks({ blocks: Number(value('--blocks')), capacity, seed: Number(value('--seed')) })
    storeSet(value('--results'), side, records)
    return this.#answer({})
  }

  #answer(value: unknown) {
    return { code: 0, stdout: JSON.stringify(value), stderr: '' }
  }
}

let context: FakeContext
let suites: FakeSuites

beforeEach(() => {
  suites = new FakeSuites()
  context = { ...createFakeContext(), runProgram: suites.run }
  writeFileSync(join(context.root, 'package-lock.json'), 'same')
  mkdirSync(join(context.root, 'node_modules'))
})

afterEach(() => context.remove())

describe('bench compare --run', () => {
  it('runs each block of both commits side by side, in either order', async () => {
    expect(await run('main..HEAD', '--strategy', 'podus,dmert', '--smoke')).toBe(0)
    const parts = suites.calls.filter((call) => call.includes('--shard')).map(describePart)
    expect(parts).toHaveLength(24)
    for (let part = 1; part <= 12; part++) {
      const pair = parts.slice(2 * part - 2, 2 * part)
      expect(pair.toSorted()).toEqual([`${part}/12 base`, `${part}/12 head`])
    }
    expect(new Set(parts.filter((_, index) => index % 2 === 0).map((part) => part.split(' ')[1]))).toEqual(
      new Set(['base', 'head']),
    )
    // Only what both have, and the options as they were given.
    expect(suites.calls.at(-3)).toContain('--strategy podus --workload tiny --update tiny/faster')
    expect(suites.calls.at(-3)).toContain('--smoke')
  })

  it('has each suite take plug-ins by path from its own commit', async () => {
    const inside = join(context.root, 'mine')
    context = { ...context, cwd: inside }
    expect(await run('main..HEAD', '--strategy', 'podus,fabry,./loose', '--workload', './tiny')).toBe(0)
    expect(suites.calls.find((call) => call.includes('--dry-run'))).toContain(
      '--strategy podus --strategy fabry --strategy ./mine/loose --workload ./mine/tiny',
    )
    expect(suites.calls.at(-3)).toContain('--strategy podus,./mine/loose --workload ./mine/tiny --update tiny/faster')
  })

  it('confirms what the first stage flags on fresh blocks, and fails on it', async () => {
    suites.headFactor = 0.85
    expect(await run('main..HEAD', '--load', 'saturated')).toBe(1)
    expect(context.err.text).toContain('1 of 7 comparisons are flagged: once more, on fresh blocks.')
    expect(
      suites.calls.filter((call) => call.includes('--set head-again --') || call.endsWith('--set head-again')),
    ).toHaveLength(12)
    expect(suites.calls.some((call) => call.includes('--seed 100001'))).toBe(true)
    expect(context.out.text).toMatch(/worse \(p = /)
  })

  it('leaves no working tree behind, whatever happens', async () => {
    await run('main..')
    expect(suites.checkouts.size).toBe(0)
    suites.failAt = 27
    expect(await run('main..HEAD')).toBe(3)
    expect(context.err.text).toContain('expected the suite of')
    expect(context.err.text).toContain('it went wrong')
    expect(suites.checkouts.size).toBe(0)
  })

  it('stops when a suite was interrupted', async () => {
    Object.assign(suites, { failAt: 3, failWith: 130 })
    expect(await run('main..HEAD')).toBe(130)
    expect(suites.checkouts.size).toBe(0)
  })

  it('installs packages only where the lock file differs', async () => {
    await run('main..HEAD')
    expect(suites.calls.filter((call) => call.startsWith('npm'))).toEqual([])
    suites.lock = 'other'
    await run('main..HEAD')
    expect(suites.calls.filter((call) => call.startsWith('npm ci'))).toHaveLength(2)
  })

  it('keeps the sets, in a folder that says what they are of', async () => {
    await run('main..HEAD', '--baseline', 'main')
    const [folder = ''] = readdirSync(join(context.root, 'results')).filter((name) =>
      name.startsWith('compare-1111111-2222222-'),
    )
    expect(readdirSync(join(context.root, 'results', folder)).toSorted()).toEqual(['base', 'head'])
    expect(existsSync(join(context.root, 'results/baseline.json'))).toBe(true)
    expect(dirname(folder)).toBe('.')
  })

  it('refuses what git does not know', async () => {
    expect(await run('nowhere..HEAD')).toBe(64)
    expect(context.err.text).toContain('expected a commit, got `nowhere`')
    expect(await run('main')).toBe(64)
  })
})

async function run(range: string, ...args: readonly string[]): Promise<number> {
  return main(['compare', '--run', range, ...args], context)
}

function describePart(call: string): string {
  return `${/--shard (\S+)/.exec(call)?.[1]} ${/--set (\S+)/.exec(call)?.[1]}`
}
