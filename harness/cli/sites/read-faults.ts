import type { Strategy } from '../../../strategies/contract.ts'
import type { UpdateDeclaration, Workload } from '../../../workloads/contract.ts'
import { sitesOf } from '../../host/faults.ts'
import type { SetSettings } from '../../store/set-plan.ts'
import { unknownName } from '../nearest.ts'
import { unmet } from '../usage-error.ts'
import { layOut } from './lay-out.ts'
import { parseFault } from './parse-fault.ts'

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
    const sites = layOut(strategy, workload, version).map(({ name }) => name)
    for (const { fault } of faults)
      checkSites(sitesOf(fault), sites, `They are those of ${strategy.name} on ${workload.name}.`)
  }
  return { faults }
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
