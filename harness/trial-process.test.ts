import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { planTally } from './host/fixtures/plans.ts'
import type { TrialPlan } from './trial-plan.ts'
import { runTrialProcess } from './trial-process.ts'

const windows = { warmUpMs: 20, capacityMs: 10, beforeMs: 20, horizonMs: 60, limitMs: 60, hangMs: 2000 }
const load: TrialPlan['load'] = { mode: 'open', rate: 5000, arrivals: 'poisson' }
const folder = import.meta.dirname

function plan(strategy: string, update: string, more: Partial<TrialPlan> = {}): TrialPlan {
  return planTally(strategy, update, { windows, load, parameters: { processes: 3, pauses: 100 }, ...more })
}

test.each(['podus', 'dmert', 'restart'])('%s updates a program in a thread of its own', async (strategy) => {
  const record = await runTrialProcess(plan(strategy, 'fee'))
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
})

test('a program that hangs in its new version is found out after the limit, and its site ended', async () => {
  const record = await runTrialProcess(plan('podus', 'hangs', { windows: { ...windows, hangMs: 300 } }))
  expect(record.reason).toMatch(/^hung: no reply for \d+ ms while requests were due/)
  expect(record.verdict).toBe('invalid')
  expect(record.violations.observable.lost).toBeGreaterThan(0)
})

test('a program that throws is reported with its own file and line', async () => {
  const record = await runTrialProcess(plan('podus', 'throws'))
  expect(record.reason).toMatch(/tally\/v13\/stamp\.ts:3/)
  expect(record.violations.observable.errored).toBe(3)
})

test('a site that dies in the middle of the update makes the update a failed one', async () => {
  const record = await runTrialProcess(plan(resolve(folder, 'check/saboteurs/crash.ts'), 'fee'))
  expect(record).toMatchObject({ outcome: 'failed', verdict: 'invalid' })
  expect(record.reason).toContain('its thread ended with code 3')
})

test('a new version that throws while it starts is reported with file and line', async () => {
  const record = await runTrialProcess(plan('restart', 'throws-at-load'))
  expect(record.outcome).toBe('failed')
  expect(record.reason).toMatch(/tally\/v11\/stamp\.ts:10/)
})

test('a trial whose process dies is a failed trial', async () => {
  const record = await runTrialProcess(plan(resolve(folder, 'check/saboteurs/kill-trial.ts'), 'fee'))
  expect(record).toMatchObject({
    outcome: 'failed',
    verdict: 'unknown',
    reason: "the trial's process ended with SIGKILL",
  })
})

test('a trial that takes too long is ended, and is a failed trial', async () => {
  const record = await runTrialProcess(plan('podus', 'fee', { windows: { ...windows, horizonMs: 60_000 } }), {
    limitMs: 1500,
  })
  expect(record).toMatchObject({ outcome: 'failed', reason: "the trial's process did not end within 2 s" })
})

test('a trial whose parent is killed ends too, and does not run beside the next', async () => {
  const parent = spawn(process.execPath, [resolve(folder, 'host/fixtures/start-trial.ts')], { stdio: 'ignore' })
  const child = await waitFor(() => findChild(parent.pid ?? 0))
  parent.kill('SIGKILL')
  await once(parent, 'exit')
  expect(await waitFor(() => (isRunning(child) ? undefined : 'gone'))).toBe('gone')
})

async function waitFor<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look()
    if (found !== undefined) return found
    await delay(20)
  }
}

function findChild(parent: number): number | undefined {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  const pairs = lines.map((line) => line.trim().split(/\s+/).map(Number))
  return pairs.find(([, of]) => of === parent)?.[0]
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('an unknown update is an error', async () => {
  await expect(runTrialProcess(plan('podus', 'nonsense'))).rejects.toThrow('tally has no update nonsense')
})

test('a strategy and a workload can be anywhere', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'))
  try {
    cpSync(resolve(folder, 'host/fixtures/tally'), join(elsewhere, 'tally'), { recursive: true })
    writeFileSync(
      join(elsewhere, 'mine.ts'),
      `export { strategy } from '${pathToFileURL(resolve(folder, '../strategies/podus/index.ts')).href}'\n`,
    )
    const workload = { name: 'mine', path: join(elsewhere, 'tally/index.ts') }
    const record = await runTrialProcess(plan(join(elsewhere, 'mine.ts'), 'times', { workload }))
    expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  } finally {
    rmSync(elsewhere, { recursive: true })
  }
})
