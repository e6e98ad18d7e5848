import type { Strategy } from '../../../strategies/contract.ts'
import type { UpdateDeclaration, Workload } from '../../../workloads/contract.ts'
import type { SetSettings } from '../../store/set-plan.ts'
import { transports } from '../../trial-plan.ts'
import { unknownName } from '../nearest.ts'
import { unmet } from '../usage-error.ts'
import { layOut } from './lay-out.ts'

/**
 * How sites are to reach one another. One that serves the line alone stays where its memory is, so that a strategy has to
 * have another one.
 * @throws UsageError
 */
export function readTransport(
  text: string,
  strategy: Strategy,
  workload: Workload,
  updates: readonly UpdateDeclaration[],
): Pick<SetSettings, 'transport'> {
  const transport = transports.find((known) => known === text)
  if (transport === undefined) throw unknownName('--transport', 'transport', text, transports)
  if (transport === 'threads') return {}
  for (const { from } of updates) {
    const sites = layOut(strategy, workload, from)
    if (sites.some(({ serves, unit }) => !serves || unit !== undefined)) continue
    throw unmet({
      code: 'NOTHING_APART',
      expected: 'a strategy with several sites, which can be processes of their own',
      got: `${strategy.name} on ${workload.name}: ${sites.map(({ name }) => name).join(', ')}`,
      where: '--transport tcp',
      next: 'A site that serves the line alone is where its memory is: leave the option out, or take a workload whose components the strategy puts at different sites.',
    })
  }
  return { transport }
}
