import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

const harness = resolve(import.meta.dirname, '..')

/** Parts of the harness that come after a trial, or around it: a change of theirs does not make another trial. */
const withoutInfluence = new Set([
  'cli',
  'report',
  'explore',
  'test-reporter.ts',
  'lint-plugin.ts',
  'import-direction.ts',
])

/** Hash of the code of a strategy or a workload; `path` is the module that exports it. */
export function hashPlugIn(path: string): string {
  // `index.ts` stands for its folder; another file may lie anywhere, so only its neighbours count as its parts.
  const folder = dirname(path)
  return remember(path, () => listSources(folder, basename(path) === 'index.ts'))
}

/** Hash of the harness's code, as far as it decides what a trial measures. */
export function hashHarness(): string {
  return remember(harness, () =>
    listSources(harness, true).filter(
      (file) => !withoutInfluence.has(file.slice(harness.length + 1).split('/')[0] ?? ''),
    ),
  )
}

/** Sources do not change under a running process: what it runs was read when it started. */
const known = new Map<string, string>()

function remember(key: string, list: () => string[]): string {
  const found = known.get(key)
  if (found !== undefined) return found
  const hash = hashFiles(key, list())
  known.set(key, hash)
  return hash
}

/** Names count relative to the common folder, so that a copy of the project elsewhere has the same hash. */
function hashFiles(key: string, files: readonly string[]): string {
  const hash = createHash('sha256')
  const folder = key.endsWith('.ts') ? dirname(key) : key
  for (const file of files) {
    const text = readFileSync(file)
    hash.update(`${file.slice(folder.length + 1)}\0${text.length}\0`).update(text)
  }
  return hash.digest('hex').slice(0, 16)
}

/** TypeScript files without tests, in order of their names. */
function listSources(folder: string, deep: boolean): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return deep && !/^(?:\.|node_modules$)/.test(entry.name) ? listSources(path, deep) : []
    return /\.[cm]?ts$/.test(entry.name) && !/\.(?:test|bench)\.ts$/.test(entry.name) ? [path] : []
  })
}
