import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Workload } from '../../../workloads/contract.ts'
import { listVersions, type Components } from '../../program/compile.ts'
import type { Context } from '../context.ts'
import { sortByNearness } from '../../program/nearness.ts'
import { isPath, resolveWorkload } from '../plug-ins.ts'
import { UsageError, unmet } from '../usage-error.ts'

/** What is to be checked: version folders side by side, and the workload they are of, where there is one. */
export interface Subject {
  readonly folder: string
  readonly versions: readonly string[]
  readonly components: Components
  readonly workload?: Workload
}

/**
 * A workload by name, or by path: its folder, or that of one version.
 * @throws UsageError where there is no version to be found
 */
export async function findSubject(text: string, context: Context): Promise<Subject> {
  if (!isPath(text)) {
    const workloads = await context.loadWorkloads()
    const registered = Object.hasOwn(workloads, text) ? workloads[text] : undefined
    if (registered !== undefined) return describeWorkload(registered)
  }
  const folder = resolve(context.cwd, text)
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw rejectPath(text, folder, Object.keys(await context.loadWorkloads()))
  if (existsSync(join(folder, 'main.ts')))
    return { folder: dirname(folder), versions: [basename(folder)], components: {} }
  if (listVersions(folder).length === 0) throw rejectFolder(text, folder)
  const workload = existsSync(join(folder, 'index.ts')) ? await loadWorkload(folder, context) : undefined
  return workload === undefined
    ? { folder, versions: listVersions(folder), components: {} }
    : describeWorkload(workload)
}

/** A folder of versions need not be a workload, so that its `index.ts` may be anything. */
async function loadWorkload(folder: string, context: Context): Promise<Workload | undefined> {
  try {
    return (await resolveWorkload(folder, context, 'PATH')).value
  } catch (error) {
    if (error instanceof UsageError && error.code === 'PLUG_IN_NO_EXPORT') return undefined
    throw error
  }
}

function describeWorkload(workload: Workload): Subject {
  const { folder, components = {} } = workload
  return { folder, versions: listVersions(folder), components, workload }
}

function rejectPath(text: string, folder: string, names: readonly string[]): Error {
  const [nearest, ...others] = sortByNearness(text, names)
  return unmet({
    code: 'PATH_NOT_FOUND',
    expected: 'a workload by name, or a folder with versions',
    got: existsSync(folder) ? `the file ${folder}` : `nothing at ${folder}`,
    where: `PATH ${text}`,
    next:
      nearest === undefined
        ? 'Check the path.'
        : `Did you mean \`${nearest}\`? Known: ${[nearest, ...others].join(', ')}.`,
  })
}

function rejectFolder(text: string, folder: string): Error {
  return unmet({
    code: 'NO_VERSIONS',
    expected: 'version folders v1/, v2/ …, or main.ts of one version',
    got: `neither in ${folder}`,
    where: `PATH ${text}`,
    next: 'Put each release into a folder of its own, with a main.ts that exports `main`.',
  })
}
