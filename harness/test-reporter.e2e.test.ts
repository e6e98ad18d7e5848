import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bench-reporter-'))
})

afterEach(() => rmSync(root, { recursive: true }))

describe('the last line of a test run', () => {
  it('counts tests that passed, failed and were skipped', async () => {
    const line = await getLastLine({
      'a.test.ts': `
        it('passes', () => {})
        it('passes too', () => {})
        it('fails', () => { throw new Error('on purpose') })
        it.skip('is skipped', () => {})`,
      'b.test.ts': `it('passes', () => {}); it.todo('is to be written')`,
    })
    expect(line).toBe('3 passed, 1 failed, 2 skipped')
  })

  it.each([
    ['a file that cannot be read', `it('is never found', () => {`],
    ['an error at the top level', `it('is never run', () => {}); throw new Error('on purpose')`],
    ['an error that no test awaited', `it.skip('-', () => {}); setTimeout(() => { throw new Error('on purpose') })`],
    [
      'a hook',
      `describe('suite', () => { afterAll(() => { throw new Error('on purpose') }); it.skip('-', () => {}); it('+', () => {}) })`,
    ],
    ['a process that ended', `it('ends its process', () => { process.kill(process.pid, 'SIGKILL') })`],
    ['a folder without tests', undefined],
  ])('does not hide %s', async (_, source) => {
    const line = await getLastLine(source === undefined ? {} : { 'a.test.ts': source })
    expect(line).toMatch(/^\d+ passed, [1-9]\d* failed, \d+ skipped$/)
  })
})

async function getLastLine(files: Readonly<Record<string, string>>): Promise<string | undefined> {
  for (const [name, source] of Object.entries(files)) writeFileSync(join(root, name), source)
  const vitest = join(import.meta.dirname, '../node_modules/.bin/vitest')
  const reporter = join(import.meta.dirname, 'test-reporter.ts')
  const args = ['run', '--globals', `--root=${root}`, '--reporter=default', `--reporter=${reporter}`]
  return new Promise((resolve) => {
    execFile(vitest, args, (_error, stdout) => resolve(stdout.trimEnd().split('\n').at(-1)))
  })
}
