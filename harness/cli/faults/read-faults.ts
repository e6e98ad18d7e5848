import { join } from 'node:path'
import type { Strategy } from '../../../strategies/contract.ts'
import type { UpdateDeclaration, Workload } from '../../../workloads/contract.ts'
import { oneSite } from '../../host/layout.ts'
import { compileProgram } from '../../program/compile.ts'
import type { SetSettings } from '../../store/set-plan.ts'
import { unknownName } from '../nearest.ts'
import { unmet } from '../usage-error.ts'
import { parseFault, sitesOf } from './parse-fault.ts'

/**
 * The faults that were asked for, of sites that there are.
 * @throws UsageError
 */
export function readFaults(
  texts: readonly string[],
  strategy: Strategy,
  workload: Workload,
  updates: readonly UpdateDeclaration[],
): Pick<SetSettings, 'faults'> {
  if (texts.length === 0) return {}
  const faults = texts.map(parseFault)
  for (const version of new Set(updates.map(({ from }) => from))) {
    const sites = listSites(strategy, workload, version)
    for (const { fault } of faults)
      checkSites(sitesOf(fault), sites, `They are those of ${strategy.name} on ${workload.name}.`)
  }
  return { faults }
}

function listSites(strategy: Strategy, workload: Workload, version: string): readonly string[] {
  if (strategy.layout === undefined) return oneSite.map(({ name }) => name)
  return strategy.layout(compileProgram(join(workload.folder, version), workload.components)).map(({ name }) => name)
}

function checkSites(named: readonly string[], known: readonly string[], next: string): void {
  const unknown = named.find((name) => !known.includes(name))
  if (unknown !== undefined) throw unknownName('--fault', 'site', unknown, known, next)
  if (new Set(named).size === named.length) return
  throw unmet({
    code: 'FAULT_SITES',
    expected: 'two sites',
    got: `\`${named.join(':')}\``,
    where: '--fault',
    next: 'A site has no letters for itself.',
  })
}
