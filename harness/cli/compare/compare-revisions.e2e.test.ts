import { execFileSync, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readResultSet } from '../../store/read-set.ts'

const project = resolve(import.meta.dirname, '../../..')
let root: string
/** Where the working trees are made. */
let scratch: string

/** A repository of this project's files with two commits: in the second one, podus forgets the reply to one request. */
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'bench-revisions-'))
  scratch = mkdtempSync(join(tmpdir(), 'bench-scratch-'))
  const left = new Set(
    ['node_modules', '.git', 'results', 'reports', '.compile-cache'].map((name) => join(project, name)),
  )
  cpSync(project, root, { recursive: true, filter: (path) => !left.has(path) })
  git('init', '--quiet', '--initial-branch', 'main')
  commit('base')
  const index = join(root, 'strategies/podus/index.ts')
  const text = readFileSync(index, 'utf8')
  writeFileSync(index, text.replace('import { createSite } from', 'import { createSite as createRightSite } from'))
  appendFileSync(index, forgetful)
  commit('head')
  symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'))
})

afterAll(() => {
  for (const folder of [root, scratch]) rmSync(folder, { recursive: true, force: true })
})

const forgetful = `
function createSite(site: Parameters<typeof createRightSite>[0]): ReturnType<typeof createRightSite> {
  return {
    ...createRightSite(site),
    wrapLine: (line) => ({
      receive: () => line.receive(),
      reply(request, reply) {
        if (request.id !== 999) line.reply(request, reply)
      },
    }),
  }
}
`

it('runs the suites of two real commits, and finds what the second one broke', () => {
  const { status, stdout, stderr } = compare('--run', 'HEAD~1..HEAD', '--blocks', '1', '--strategy', 'podus', ...small)
  expect(stderr).toContain('[1/1] block 1 of both commits')
  expect(stdout).toContain('worse  tally/stamp podus: violations in 1 of 1, where there were none: lost')
  // The sources of both are as they were committed, whatever was put beside them.
  expect(stdout).not.toContain('changes that no commit has')
  expect(status).toBe(1)
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1)
  expect(readdirSync(scratch).filter((name) => name.startsWith('bench-compare-'))).toEqual([])
  const [folder = ''] = readdirSync(join(root, 'results'))
  const commits = ['base', 'head'].map((side) => readResultSet(join(root, 'results', folder, side)).records)
  expect(commits.map((records) => new Set(records.map(({ environment }) => environment.commit)))).toEqual([
    new Set([git('rev-parse', 'HEAD~1').trim()]),
    new Set([git('rev-parse', 'HEAD').trim()]),
  ])
}, 180_000)

/** A program of a few lines under a load that needs no capacity to be measured. */
const small = ['--smoke', '--workload', './harness/host/fixtures/tally', '--update', 'stamp', '--load', 'open:2000/s']

it('says what git does not know', () => {
  expect(compare('--run', 'nowhere..HEAD')).toMatchObject({
    status: 64,
    stderr: expect.stringContaining('expected a commit, got `nowhere`') as string,
  })
})

function compare(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(join(root, 'bin/bench'), ['compare', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: scratch },
  })
}

function commit(message: string): void {
  git('add', '--all')
  git('-c', 'user.name=test', '-c', 'user.email=test@localhost', 'commit', '--quiet', '--message', message)
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' })
}
