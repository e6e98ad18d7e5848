import { execFileSync } from 'node:child_process'

export interface GitState {
  /** `unknown` where there is no git, or no repository; `none` before the first commit. */
  readonly commit: string
  /** Something differs from the commit, new files included. */
  readonly dirty: boolean
}

const known = new Map<string, GitState>()

/** State of the repository that holds `folder`; asked of git once in a process. */
export function readGitState(folder: string): GitState {
  const state = known.get(folder) ?? parse(ask(folder))
  known.set(folder, state)
  return state
}

function ask(folder: string): string {
  try {
    return execFileSync('git', ['-C', folder, 'status', '--porcelain=v2', '--branch'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 2000,
      maxBuffer: 64 * 1024 * 1024,
      // Only looks: takes no lock that another git might want.
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' },
    })
  } catch {
    return ''
  }
}

function parse(status: string): GitState {
  const commit = /^# branch\.oid (\S+)/m.exec(status)?.[1]
  if (commit === undefined) return { commit: 'unknown', dirty: false }
  return { commit: commit.startsWith('(') ? 'none' : commit, dirty: /^[^#]/m.test(status) }
}
