import { execFile, spawn, type ExecFileOptions } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let root: string
let launcher: string

/** A project with the real launcher and entry, and a command line of the test's own. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bench-launcher-'))
  launcher = join(root, 'bin/bench')
  cpSync(import.meta.dirname, join(root, 'bin'), { recursive: true })
  mkdirSync(join(root, 'harness/cli'), { recursive: true })
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true })
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }')
  symlinkSync(process.execPath, join(root, 'node_modules/.bin/node'))
})

afterEach(() => rmSync(root, { recursive: true }))

describe('the launcher', () => {
  it('passes arguments on and exits with what the command line returns', async () => {
    writeMain(`console.log(JSON.stringify(args)); return 3`)
    expect(await run(launcher, ['run', '--trials', '2 3'])).toEqual({
      code: 3,
      stdout: '["run","--trials","2 3"]\n',
      stderr: '',
    })
  })

  it('finds its project through a chain of symbolic links, from any directory', async () => {
    writeMain(`console.log('found'); return 0`)
    symlinkSync('../../bin/bench', join(root, 'node_modules/.bin/bench'))
    symlinkSync(join(root, 'node_modules/.bin/bench'), join(root, 'elsewhere'))
    expect(await run('./elsewhere', [], { cwd: root })).toMatchObject({ code: 0, stdout: 'found\n' })
    expect(await run(join(root, 'elsewhere'), [], { cwd: '/' })).toMatchObject({ code: 0, stdout: 'found\n' })
  })

  it('puts the pinned Node first on the path of what the command line starts', async () => {
    writeMain(`console.log(process.env.PATH.split(':')[0]); return 0`)
    expect((await run(launcher)).stdout).toBe(`${join(root, 'node_modules/.bin')}\n`)
  })

  it('says what to do where the pinned Node is not installed', async () => {
    rmSync(join(root, 'node_modules'), { recursive: true })
    const { code, stderr } = await run(launcher)
    expect(code).toBe(70)
    expect(stderr).toContain('Run `npm ci`')
  })

  it('leaves one process, so that a signal reaches the command line', async () => {
    writeMain(`console.log(process.pid); await new Promise((resolve) => setTimeout(resolve, 60_000)); return 0`)
    const child = spawn(launcher)
    const [pid] = (await once(child.stdout, 'data')) as [Buffer]
    expect(Number(pid.toString())).toBe(child.pid)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM'])
  })
})

describe('the entry', () => {
  it('is tested under the Node that this project pins', () => {
    const manifest = readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')
    const { optionalDependencies } = JSON.parse(manifest) as { optionalDependencies: Record<string, string> }
    expect(new Set(Object.values(optionalDependencies))).toEqual(new Set([process.versions.node]))
  })

  it('refuses a Node that is too old, and says which to use', async () => {
    writeMain('return 0')
    const older = `Object.defineProperty(process.versions, 'node', { value: '24.11.0' })`
    const env = { ...process.env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(older)}` }
    const { code, stderr } = await run(launcher, [], { env })
    expect(code).toBe(70)
    expect(stderr).toMatch(/expected Node 26 or later, got v.*npx bench/)
  })

  it.each([
    ['a rejection', `throw new TypeError('a bug')`],
    ['an error outside the command line', `setTimeout(() => { throw new TypeError('a bug') }); return 0`],
  ])('exits with 70 after %s, never with the 1 of a regression', async (_, body) => {
    writeMain(body)
    const { code, stderr } = await run(launcher)
    expect(code).toBe(70)
    expect(stderr).toContain('TypeError: a bug')
  })

  it('ends quietly when nobody reads its output any more', async () => {
    writeMain(`for (;;) { console.log('line'); await new Promise((resolve) => setTimeout(resolve, 1)) }`)
    const child = spawn(launcher, { stdio: ['ignore', 'pipe', 'pipe'] })
    const stderr: Buffer[] = []
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.stdout.once('data', () => child.stdout.destroy())
    expect(await once(child, 'close')).toEqual([141, null])
    expect(Buffer.concat(stderr).toString()).toBe('')
  })
})

function writeMain(body: string): void {
  writeFileSync(join(root, 'harness/cli/main.ts'), `export async function main(args: string[]) { ${body} }\n`)
}

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

async function run(file: string, args: readonly string[] = [], options: ExecFileOptions = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(file, args, { ...options, encoding: 'utf8' }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}
