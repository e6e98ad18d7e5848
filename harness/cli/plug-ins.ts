import { existsSync, statSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Strategy } from '../../strategies/contract.ts'
import type { Workload } from '../../workloads/contract.ts'
import type { PlugIn } from '../trial-plan.ts'
import type { Context } from './context.ts'
import { unknownName } from './nearest.ts'
import { unmet } from './usage-error.ts'

/** A strategy or workload, and where its module is. */
export interface Resolved<T> {
  readonly plugIn: PlugIn
  readonly value: T
}

type Area = 'strategies' | 'workloads'

/**
 * A strategy by its registered name, or by the path of its module or folder.
 * @throws UsageError
 */
export async function resolveStrategy(
  text: string,
  context: Context,
  where = '--strategy',
): Promise<Resolved<Strategy>> {
  if (isPath(text))
    return loadFrom(text, 'strategy', context, where, (value: Strategy) => typeof value.assess === 'function')
  return find(text, await context.loadStrategies(), 'strategies', context, where)
}

/** A workload, likewise. */
export async function resolveWorkload(
  text: string,
  context: Context,
  where = '--workload',
): Promise<Resolved<Workload>> {
  if (isPath(text)) return loadFrom(text, 'workload', context, where, (value: Workload) => Array.isArray(value.updates))
  return find(text, await context.loadWorkloads(), 'workloads', context, where)
}

/** `./mine`, `mine/index.ts`, `mine.ts`, `/mine`: no registered name looks like these. */
export function isPath(text: string): boolean {
  return isAbsolute(text) || /[/\\]|^\.{1,2}$|\.[cm]?[jt]s$/.test(text)
}

/** What to write after `--strategy` or `--workload` for a plug-in: its name where it is registered, else its path. */
export function nameOnCommandLine({ name, path }: Resolved<unknown>['plugIn'], area: Area, { root }: Context): string {
  return path === join(root, area, name, 'index.ts') ? name : path
}

function find<T>(
  name: string,
  registry: Readonly<Record<string, T>>,
  area: Area,
  { root, cwd }: Context,
  where: string,
): Resolved<T> {
  const value = Object.hasOwn(registry, name) ? registry[name] : undefined
  if (value !== undefined) return { plugIn: { name, path: join(root, area, name, 'index.ts') }, value }
  const what = area === 'strategies' ? 'strategy' : 'workload'
  const next = existsSync(join(cwd, name))
    ? `For the folder of that name, write ./${name}.`
    : `A path works too: ${where} ./mine.`
  throw unknownName(where, what, name, Object.keys(registry), next)
}

async function loadFrom<T extends { readonly name: string }>(
  text: string,
  exported: 'strategy' | 'workload',
  { cwd }: Context,
  where: string,
  isValid: (value: T) => boolean,
): Promise<Resolved<T>> {
  const path = findModule(resolve(cwd, text), exported, where)
  const module = await importModule(path, where)
  const value = module[exported] as T | undefined
  if (value !== undefined && value !== null && typeof value.name === 'string' && isValid(value))
    return { plugIn: { name: value.name, path }, value }
  const exports = Object.keys(module)
  throw unmet({
    code: value === undefined ? 'PLUG_IN_NO_EXPORT' : 'PLUG_IN_INVALID',
    expected: `${path} to export \`${exported}\``,
    got: value === undefined ? `exports: ${exports.join(', ') || 'none'}` : `a \`${exported}\` that is none`,
    where,
    next: `${exported === 'strategy' ? 'strategies' : 'workloads'}/contract.ts says what it must be.`,
  })
}

function findModule(path: string, exported: string, where: string): string {
  const candidates = existsSync(path) && statSync(path).isDirectory() ? [join(path, 'index.ts')] : [path]
  const found = candidates.find((candidate) => existsSync(candidate))
  if (found !== undefined) return found
  throw unmet({
    code: 'PLUG_IN_NOT_FOUND',
    expected: `a module that exports \`${exported}\`, or a folder with one in index.ts`,
    got: 'nothing',
    where: `${where} ${candidates.join(', ')}`,
    next: 'Check the path; it starts from the folder in which you are.',
  })
}

async function importModule(path: string, where: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>
  } catch (error) {
    throw unmet({
      code: 'PLUG_IN_BROKEN',
      expected: `${path} to load`,
      got: String(error),
      where,
      next: 'Mend the module.',
    })
  }
}
