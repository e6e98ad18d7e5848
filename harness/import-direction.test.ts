import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { explainForbidden, stages } from './import-direction.ts'

/** `from → to` is a value import, `from ⇢ to` an import of types. */
const forbidden = [
  'harness/program/a.ts → harness/load/b.ts',
  'harness/program/a.ts ⇢ harness/link/b.ts',
  'harness/stats/a.ts → harness/program/b.ts',
  'harness/host/deep/a.ts → harness/check/b.ts',
  'harness/check/a.ts → harness/store/record.ts',
  'harness/store/a.ts → harness/pipeline.ts',
  'harness/pipeline.ts → harness/report/b.ts',
  'harness/report/a.ts → harness/cli/main.ts',
  'harness/unlisted/a.ts → harness/stats/b.ts',
  'harness/pipeline.ts → strategies/registry.ts',
  'harness/pipeline.ts ⇢ workloads/registry.ts',
  'harness/link/a.ts → strategies/contract.ts',
  'harness/link/a.ts ⇢ strategies/podus/index.ts',
  'harness/cli/run.ts → strategies/podus/index.ts',
  'strategies/podus/index.ts → workloads/router/index.ts',
  'strategies/contract.ts ⇢ workloads/contract.ts',
  'workloads/router/index.ts ⇢ strategies/contract.ts',
  'strategies/podus/index.ts → strategies/registry.ts',
  'strategies/podus/index.ts ⇢ strategies/dmert/link.ts',
  'workloads/router/traffic.ts ⇢ workloads/bank/traffic.ts',
  'workloads/router/traffic.ts → workloads/registry.ts',
  'workloads/router/traffic.ts → harness/load/random.ts',
  'workloads/router/model.ts → workloads/router/v1/main.ts',
  'workloads/router/model.ts ⇢ workloads/router/v12/table.ts',
  'workloads/router/model.ts → workloads/router/updates/v1-v2.ts',
  'workloads/router/v2/main.ts → workloads/router/v1/table.ts',
  'workloads/router/v2/main.ts → workloads/router/traffic.ts',
  'strategies/podus/update.ts → strategies/podus-distributed/stubs.ts',
  'strategies/das/update.ts → strategies/dashed/update.ts',
  'workloads/router-small/index.ts → workloads/router/traffic.ts',
]

const allowed = [
  'harness/program/a.ts → harness/program/b.ts',
  'harness/link/a.ts → harness/program/b.ts',
  'harness/pipeline.ts → harness/store/write.ts',
  'harness/explore/a.ts → harness/host/b.ts',
  'harness/check/a.ts ⇢ harness/store/record.ts',
  'harness/link/a.ts ⇢ strategies/contract.ts',
  'harness/load/a.ts ⇢ workloads/contract.ts',
  'harness/cli/run.ts → strategies/registry.ts',
  'harness/cli/run.ts → harness/pipeline.ts',
  'harness/program/a.test.ts → harness/cli/main.ts',
  'strategies/conformance.test.ts → workloads/registry.ts',
  'strategies/registry.ts → strategies/podus/index.ts',
  'strategies/podus/update.ts → strategies/podus/link.ts',
  'strategies/podus/update.ts → strategies/contract.ts',
  'strategies/podus/update.ts → harness/link/slot.ts',
  'workloads/contract.ts ⇢ harness/load/random.ts',
  'workloads/router/index.ts → workloads/contract.ts',
  'workloads/router/index.ts → workloads/router/updates/v1-v2.ts',
  'workloads/router/model.ts → workloads/router/traffic.ts',
  'workloads/router/v1/main.ts ⇢ workloads/contract.ts',
  'workloads/router/v1/main.ts → workloads/router/v1/table.ts',
  'workloads/router/updates/v1-v2.ts ⇢ workloads/router/v2/table.ts',
  'bin/bench.ts → harness/cli/main.ts',
  'strategies/podus-distributed/update.ts → strategies/podus/active-set.ts',
]

describe('import direction', () => {
  it.each(forbidden)('forbids %s', (text) => {
    expect(explainForbidden(parseImport(text))).toEqual(expect.any(String))
  })

  it.each(allowed)('allows %s', (text) => {
    expect(explainForbidden(parseImport(text))).toBeUndefined()
  })

  it('has a place for every folder of the harness', () => {
    const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    expect(stages).toEqual(expect.arrayContaining(folders.map((folder) => folder.name)))
  })
})

describe('the lint rule', () => {
  it('reports each planted violation and nothing else', async () => {
    const reported = await lintPlanted([...forbidden, ...allowed])
    expect(reported.toSorted()).toEqual(forbidden.map(toMessageStart).toSorted())
  })

  it.each([
    ['a re-export', `export { a } from '../link/b.ts'`],
    ['a re-export of everything', `export * from '../link/b.ts'`],
    ['a dynamic import', `export const a = await import('../link/b.ts')`],
    ['a type by path', `export type A = import('../link/b.ts').A`],
    ['an import for its side effects', `import '../link/b.ts'`],
  ])('sees %s', async (_, source) => {
    const messages = await lint({ 'harness/program/a.ts': source })
    expect(messages).toEqual(['harness/program/a.ts must not import harness/link/b.ts'])
  })
})

function parseImport(text: string): { from: string; to: string; typeOnly: boolean } {
  const [from = '', arrow, to = ''] = text.split(' ')
  return { from, to, typeOnly: arrow === '⇢' }
}

function toMessageStart(text: string): string {
  const { from, to } = parseImport(text)
  return `${from} must not import ${to}`
}

async function lintPlanted(imports: readonly string[]): Promise<readonly string[]> {
  const files: Record<string, string> = {}
  for (const [index, { from, to, typeOnly }] of imports.map(parseImport).entries()) {
    const path = relative(dirname(from), to)
    const specifier = path.startsWith('.') ? path : `./${path}`
    files[from] = `${files[from] ?? ''}import ${typeOnly ? 'type ' : ''}{ a as a${index} } from '${specifier}'\n`
  }
  return lint(files)
}

/** Lints a project that consists of these files, under this project's own configuration. */
async function lint(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const root = mkdtempSync(join(tmpdir(), 'bench-lint-'))
  try {
    const ours = resolve(import.meta.dirname, '..')
    for (const name of ['.oxlintrc.json', 'harness/lint-plugin.ts', 'harness/import-direction.ts']) {
      cpSync(join(ours, name), join(root, name))
    }
    for (const [name, source] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true })
      writeFileSync(join(root, name), source)
    }
    const oxlint = join(ours, 'node_modules/.bin/oxlint')
    return readMessages(await getOutput(oxlint, ['--format=json'], root))
  } finally {
    rmSync(root, { recursive: true })
  }
}

/** Planted files break other rules too: only what the rule under test says is of interest. */
function readMessages(output: string): readonly string[] {
  const { diagnostics } = JSON.parse(output) as { diagnostics: readonly { code: string; message: string }[] }
  return diagnostics
    .filter(({ code }) => code === 'bench(import-direction)')
    .map(({ message }) => message.slice(0, message.indexOf(':')))
}

async function getOutput(file: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(file, args, { cwd }, (_error, stdout) => resolve(stdout))
  })
}
