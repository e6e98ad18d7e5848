import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { NothingMeasured } from '../nothing-measured.ts'
import { unmet } from '../usage-error.ts'

export interface Range {
  /** Hashes of commits. */
  readonly base: string
  readonly head: string
}

/** A commit's files in a folder of their own, ready to run. */
export interface Checkout {
  readonly side: 'base' | 'head'
  readonly commit: string
  readonly folder: string
}

export interface Checkouts {
  readonly base: Checkout
  readonly head: Checkout
  /** Removes the folders. */
  close(): Promise<void>
}

/**
 * `main..mine`; without what follows the dots, HEAD.
 * @throws UsageError where git does not know one of the two
 */
export async function parseRange(text: string, context: Context): Promise<Range> {
  const [, base, head] = /^(.+?)\.\.([^.].*)?$/.exec(text) ?? []
  if (base === undefined)
    throw unmet({
      code: 'RANGE_SYNTAX',
      expected: 'BASE..HEAD',
      got: `\`${text}\``,
      where: '--run',
      next: 'For example --run main..HEAD.',
    })
  return { base: await resolveRevision(base, context), head: await resolveRevision(head ?? 'HEAD', context) }
}

async function resolveRevision(revision: string, { root, runProgram }: Context): Promise<string> {
  const { code, stdout, stderr } = await runProgram(
    'git',
    ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`],
    root,
  )
  if (code === 0) return stdout.trim()
  throw unmet({
    code: 'REVISION_UNKNOWN',
    expected: 'a commit',
    got: `\`${revision}\`${stderr.trim() === '' ? '' : ` (${stderr.trim()})`}`,
    where: '--run',
    next: 'Give a branch, a tag or a hash; a shallow clone may have to be deepened with `git fetch --unshallow`.',
  })
}

/** Both commits, side by side in a temporary folder. */
export async function openCheckouts({ base, head }: Range, context: Context): Promise<Checkouts> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-compare-'))
  const checkouts: Omit<Checkouts, 'close'> = {
    base: { side: 'base', commit: base, folder: join(folder, 'base') },
    head: { side: 'head', commit: head, folder: join(folder, 'head') },
  }
  const close = async (): Promise<void> => {
    for (const { folder: tree } of [checkouts.base, checkouts.head])
      await context.runProgram('git', ['worktree', 'remove', '--force', tree], context.root)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    for (const checkout of [checkouts.base, checkouts.head]) await checkOut(checkout, context)
    return { ...checkouts, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function checkOut({ commit, folder }: Checkout, context: Context): Promise<void> {
  await mustRun('git', ['worktree', 'add', '--detach', folder, commit], context.root, context)
  if (isSameLock(folder, context.root)) linkPackages(join(context.root, 'node_modules'), join(folder, 'node_modules'))
  else await mustRun('npm', ['ci', '--no-audit', '--no-fund'], folder, context)
}

/** The same packages: they need not be installed again. */
function isSameLock(folder: string, root: string): boolean {
  const [ours, theirs] = [join(root, 'package-lock.json'), join(folder, 'package-lock.json')]
  if (!existsSync(ours) || !existsSync(theirs) || !existsSync(join(root, 'node_modules'))) return false
  return readFileSync(ours).equals(readFileSync(theirs))
}

/** One by one: a link in place of the whole folder is not what `.gitignore` leaves out, and the sources would count as changed. */
function linkPackages(from: string, to: string): void {
  mkdirSync(to)
  for (const name of readdirSync(from)) symlinkSync(join(from, name), join(to, name))
}

async function mustRun(file: string, args: readonly string[], cwd: string, context: Context): Promise<void> {
  const { code, stderr } = await context.runProgram(file, args, cwd)
  if (code === 0) return
  throw new NothingMeasured(
    'CHECKOUT_FAILED',
    `expected \`${file} ${args.join(' ')}\` to succeed, got code ${code}: ${stderr.trim().split('\n').slice(-3).join(' ')}`,
  )
}
