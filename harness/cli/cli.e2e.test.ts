import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, writeFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { workloads } from '../../workloads/registry.ts'
import type { RunSummary } from '../report/run-summary.ts'
import type { SoakResult } from '../soak/growth.ts'
import { recordSchema } from '../store/record.ts'

const bench = resolve(import.meta.dirname, '../../bin/bench')
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-e2e-'))
})

afterAll(() => rmSync(folder, { recursive: true }))

describe('bin/bench', () => {
  it('shows its help', async () => {
    const { code, stdout } = await run('--help')
    expect(code).toBe(0)
    expect(stdout).toContain('bench matrix')
  })

  it('writes no colours where there is no terminal', async () => {
    const { stdout } = await run('list')
    expect(stdout).toContain('Workloads')
    expect(stdout).not.toContain('\u001B')
  })

  it.skipIf(!existsSync('/usr/bin/script'))('writes colours on a terminal, unless NO_COLOR forbids it', async () => {
    expect(await runOnTerminal({ NO_COLOR: '' })).toContain('\u001B[1mWorkloads')
    expect(await runOnTerminal({ NO_COLOR: '1' })).not.toContain('\u001B')
  })

  it('lists what is registered', async () => {
    const { stdout } = await run('list', '--json')
    const catalogue = JSON.parse(stdout) as { workloads: { name: string }[] }
    expect(catalogue.workloads.map(({ name }) => name)).toEqual(Object.keys(workloads))
  })

  it.each([
    [['lst'], /Did you mean `list`/],
    [['run', '--strategy', 'podsu', '--workload', 'router'], /Did you mean `podus`/],
    [['run', '--strategy', 'podus', '--workload', 'ruoter'], /Did you mean `router`/],
    [
      ['run', '--strategy', 'podus', '--workload', 'router', '--update', 'nothing'],
      /expected the name of an update, got `nothing`/,
    ],
    [['run', '--strategy', 'podus', '--workload', 'router', '--json', '/nowhere/x.json'], /\/nowhere/],
    [['matrix', '--shard', '3/2'], /I from 1 to N/],
    [['check', './nowhere'], /nothing at/],
    [['table', '--set', 'nowhere'], /expected a result set/],
  ])('%j is a usage error, on standard error', async (args, message) => {
    const { code, stdout, stderr } = await run(...args)
    expect([code, stdout]).toEqual([64, ''])
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/^ +at /m)
  })

  it('ends quietly when nobody reads what it prints', async () => {
    const child = spawn(bench, ['list', '--json'], { stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.destroy()
    const stderr: Buffer[] = []
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    const [code] = (await once(child, 'close')) as [number]
    expect([0, 141]).toContain(code)
    expect(Buffer.concat(stderr).toString()).toBe('')
  })

  it('keeps its exit code when nobody reads its errors', async () => {
    const child = spawn(bench, ['lst'], { stdio: ['ignore', 'ignore', 'pipe'] })
    child.stderr.destroy()
    expect(await once(child, 'close')).toEqual([64, null])
  })

  it('checks a registered workload', async () => {
    const { code, stdout } = await run('check', 'router')
    expect(code).toBe(0)
    expect(stdout).toContain('no problems')
  })
})

describe("an operator's command", () => {
  it('that names an unknown procedure is shown with a caret, and nothing is run', async () => {
    const orders = join(folder, 'orders')
    writeFileSync(orders, '// the checksum alone\nupdate checksum.ts\n  when forwrd idle within 0.5\n')
    const what = ['--strategy', 'dymos', '--workload', 'router', '--results', folder]
    const { code, stdout, stderr } = await run('run', '--command-file', orders, ...what)
    expect([code, stdout]).toEqual([64, ''])
    expect(stderr).toContain(
      `--command-file ${orders}, line 3: expected the name of a procedure, class or module, got `,
    )
    expect(stderr).toContain('did you mean forward')
    expect(stderr).toContain('    when forwrd idle within 0.5\n         ^^^^^^')
  })
})

describe('bench run, for real', () => {
  it('updates a small router under load, stores it, and tells it as JSON and in the table', async () => {
    const small = ['--quick', '--param', 'routes=100', '--load', 'open:20000/s', '--results', folder, '--set', 'small']
    const json = join(folder, 'out.json')
    const { code, stdout, stderr } = await run(
      'run',
      '--strategy',
      'podus',
      '--workload',
      'router',
      ...small,
      '--json',
      json,
    )
    expect(stderr).toMatch(/\[6\/6\] /)
    // Whether a busy machine shows a violation is not the matter here: no run may end as a usage or internal error.
    expect([0, 1, 2]).toContain(code)
    expect(stdout).toContain('good replies per ms')
    const summary = JSON.parse(readFileSync(json, 'utf8')) as RunSummary
    expect(summary).toMatchObject({
      schema: recordSchema,
      strategy: 'podus',
      workload: 'router',
      update: 'checksum',
      changes: ['body'],
      outcome: 'completed',
      n: 1,
    })
    expect(summary.violations.internal).toBeDefined()
    expect(summary.metrics.steadyStateRatio).toBeGreaterThan(0)
    expect(summary.environment.node).toBe(process.version)
    const table = await run('table', '--results', folder, '--set', 'small', '--out', folder)
    expect(table).toMatchObject({ code: 0, stdout: readFileSync(join(folder, 'table.md'), 'utf8') })
    expect(table.stdout).toContain('#### router/checksum')
  })
})

describe('bench soak, for real', () => {
  it('updates a small router forth and back, beside its control, and tells it as JSON', async () => {
    const what = ['--strategy', 'podus', '--workload', 'router', '--param', 'routes=100']
    const how = ['--updates', '4', '--quick', '--load', 'open:2000/s', '--json', '-']
    const { code, stdout, stderr } = await run('soak', ...what, ...how)
    expect([code, stderr]).toEqual([0, expect.stringContaining('4 of 4') as string])
    const result = JSON.parse(stdout) as SoakResult
    expect(result).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
    expect(result.rounds.map(({ release }) => release)).toEqual(['v1', 'v2', 'v1', 'v2', 'v1'])
    expect(result.control).toHaveLength(5)
    expect(result.rounds.every(({ heapBytes, residentBytes }) => heapBytes > 1e6 && residentBytes > heapBytes)).toBe(
      true,
    )
  })

  it('measures nothing where the strategy refuses', async () => {
    const { code, stdout, stderr } = await run('soak', '--strategy', 'direct', '--workload', 'router')
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toContain('direct can make no update of router forth and back')
  })
})

async function run(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((answer) => {
    // A folder of its own for what is temporary: another run on this machine, which holds its lock there, is not waited for.
    const env = { ...process.env, TMPDIR: folder }
    execFile(bench, args, { cwd: folder, env, encoding: 'utf8' }, (error, stdout, stderr) => {
      answer({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

async function runOnTerminal(env: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((answer) => {
    const args = ['-qec', `${bench} list`, '/dev/null']
    execFile('/usr/bin/script', args, { env: { ...process.env, ...env }, encoding: 'utf8' }, (_error, stdout) =>
      answer(stdout),
    )
  })
}
