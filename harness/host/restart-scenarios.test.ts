import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { planTally, shortWindows } from './fixtures/plans.ts'
import { runVirtual } from './fixtures/run-virtual.ts'

test.each(['stamp', 'fee', 'times', 'sparse', 'seal', 'journal', 'retire', 'loop'])(
  'carries the state over the update %s',
  async (update) => {
    const { record } = await runVirtual(planTally('restart', update, { parameters: { processes: 3, pauses: 100 } }))
    expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
    expect([...new Set(record.phases.map(({ phase }) => phase))]).toEqual([
      'drain',
      'save state',
      'end',
      'start',
      'first request',
    ])
  },
)

test('drops what is not answered within the limit, and nothing else', async () => {
  const windows = { ...shortWindows, limitMs: 0.2 }
  const { record } = await runVirtual(
    planTally('restart', 'stamp', { windows, parameters: { processes: 8, pauses: 900 } }),
  )
  expect(record.outcome).toBe('completed')
  const { lost, ...others } = record.violations.observable
  expect(lost).toBeGreaterThan(0)
  expect(lost).toBeLessThanOrEqual(8)
  expect(Object.values(others).every((count) => count === 0)).toBe(true)
})

test('where the state cannot be saved, the old version takes requests again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tally-'))
  try {
    cpSync(resolve(import.meta.dirname, './fixtures/tally'), folder, { recursive: true })
    const ledger = readFileSync(join(folder, 'v1/ledger.ts'), 'utf8')
    writeFileSync(
      join(folder, 'v1/ledger.ts'),
      `${ledger}\nlet marks: readonly unknown[] = []\n`.replace(
        '  counters[key] =',
        "  marks = [Symbol('mark'), marks.length]\n  counters[key] =",
      ),
    )
    const { record } = await runVirtual(
      planTally('restart', 'stamp', { workload: { name: 'tally', path: join(folder, 'index.ts') } }),
    )
    expect(record).toMatchObject({ outcome: 'failed', verdict: 'valid', violations: { total: 0 } })
    expect(record.reason).toContain('static data holds a symbol')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
