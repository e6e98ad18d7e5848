import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { getBusyShare, getStealShare, readCpuTimes, readOwnTicks } from './cpu-times.ts'
import { readEnvironment } from './environment.ts'
import { readGitState } from './git-state.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-env-'))
})

afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

describe('the environment', () => {
  it('names the machine and the runtime, but not the host', () => {
    const environment = readEnvironment()
    expect(environment).toMatchObject({
      node: process.version,
      v8: process.versions.v8,
      host: expect.stringMatching(/^host-[0-9a-f]{8}$/) as string,
    })
    expect(environment.cores).toBeGreaterThan(0)
    expect(environment.calibrationNs).toBeGreaterThan(100)
    expect(environment.calibrationNs).toBeLessThan(100_000)
    expect(environment.lockHash).toMatch(/^[0-9a-f]{16}$/)
  })

  it('has the flags given by NODE_OPTIONS', () => {
    vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=512  --no-warnings')
    expect(readEnvironment().flags).toEqual(expect.arrayContaining(['--max-old-space-size=512', '--no-warnings']))
  })
})

describe('the state of the sources', () => {
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      encoding: 'utf8',
      stdio: 'pipe',
    })

  it('is that of the commit, and dirty with a new file', () => {
    git('init', '-q')
    git('commit', '-q', '--allow-empty', '-m', 'first')
    const commit = git('rev-parse', 'HEAD').trim()
    expect(readGitState(folder)).toEqual({ commit, dirty: false })
    writeFileSync(join(folder, 'new.ts'), '')
    // The first answer holds for the whole process; a path of another form is asked for anew.
    expect(readGitState(folder)).toEqual({ commit, dirty: false })
    expect(readGitState(`${folder}/.`)).toEqual({ commit, dirty: true })
  })

  it('is said to be unknown where there is no repository, or no git', () => {
    expect(readGitState(folder)).toEqual({ commit: 'unknown', dirty: false })
    vi.stubEnv('PATH', '')
    expect(readGitState(`${folder}/./`)).toEqual({ commit: 'unknown', dirty: false })
  })

  it('is said to have no commit before the first one', () => {
    git('init', '-q')
    expect(readGitState(folder)).toEqual({ commit: 'none', dirty: false })
  })
})

describe('time taken by others', () => {
  it('is what the processors worked, less what this process and its ended children did', () => {
    const path = join(folder, 'stat')
    writeFileSync(path, 'cpu  100 0 100 700 50 0 0 50 0 0\n')
    const start = readCpuTimes(path)
    writeFileSync(path, 'cpu  160 0 120 710 60 0 0 50 0 0\n')
    expect(getBusyShare(readCpuTimes(path), start, 50)).toBeCloseTo(0.3)
    expect(getBusyShare(readCpuTimes(path), start, 90)).toBe(0)
    expect(getBusyShare(start, start, 0)).toBe(0)
  })

  it('counts the ticks of the process and of its children, whatever it is called', () => {
    const path = join(folder, 'self')
    writeFileSync(path, '7 (a) b 1) S 1 7 7 0 -1 0 1 2 3 4 10 20 300 4000 20 0 1 0 9 9\n')
    expect(readOwnTicks(path)).toBe(4330)
    expect(readOwnTicks(join(folder, 'none'))).toBe(0)
  })
})

describe('time stolen by the hypervisor', () => {
  it('is the eighth figure, as a share of all that passed between two readings', () => {
    const path = join(folder, 'stat')
    writeFileSync(path, 'cpu  100 0 100 700 50 0 0 50 999 999\ncpu0 1 1 1 1 1 1 1 1 0 0\n')
    const start = readCpuTimes(path)
    expect(start).toEqual({ total: 1000, idle: 750, stolen: 50 })
    expect(getStealShare(start)).toBe(0.05)
    writeFileSync(path, 'cpu  140 0 120 720 50 0 0 70 999 999\n')
    expect(getStealShare(readCpuTimes(path), start)).toBe(0.2)
  })

  it('is 0 where the system does not tell', () => {
    expect(getStealShare(readCpuTimes(join(folder, 'none')))).toBe(0)
  })
})
