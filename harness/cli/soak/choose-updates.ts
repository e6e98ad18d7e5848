import type { Strategy } from '../../../strategies/contract.ts'
import type { UpdateDeclaration, Workload } from '../../../workloads/contract.ts'
import { listLegs, refuseLegs, type Refused } from '../../soak/legs.ts'
import { NothingMeasured } from '../nothing-measured.ts'
import { selectUpdates } from '../select-updates.ts'
import { unmet } from '../usage-error.ts'

/**
 * The updates that a soak goes along, forth and back: those that are named, or the first one that the strategy accepts
 * both ways.
 * @throws UsageError where those that are named do not follow upon one another
 * @throws NothingMeasured where the strategy refuses one of them, or all
 */
export function chooseUpdates(
  names: readonly string[],
  strategy: Strategy,
  workload: Workload,
): readonly UpdateDeclaration[] {
  if (names.length === 0) return [findAccepted(strategy, workload)]
  const chosen = selectUpdates(workload, names)
  checkFollowing(chosen)
  const refused = refuse(strategy, workload, chosen)
  if (refused.length > 0)
    throw new NothingMeasured(
      'SOAK_REFUSED',
      `${strategy.name} refuses ${refused.map(describeRefused).join('; ')}. \`bench list --claims\` says what it can do.`,
    )
  return chosen
}

function findAccepted(strategy: Strategy, workload: Workload): UpdateDeclaration {
  const accepted = workload.updates.find((update) => refuse(strategy, workload, [update]).length === 0)
  if (accepted !== undefined) return accepted
  const [first] = workload.updates
  throw new NothingMeasured(
    'SOAK_REFUSED',
    `${strategy.name} can make no update of ${workload.name} forth and back. It refuses ` +
      `${refuse(strategy, workload, [first]).map(describeRefused).join('; ')}, and the others too.`,
  )
}

function refuse(strategy: Strategy, workload: Workload, updates: readonly UpdateDeclaration[]): readonly Refused[] {
  return refuseLegs(strategy, workload, listLegs(updates, 2 * updates.length))
}

function describeRefused({ update, refusals }: Refused): string {
  const [first] = refusals
  return `${update} (${first?.change}: ${first?.rule}${refusals.length > 1 ? `, and ${refusals.length - 1} more` : ''})`
}

function checkFollowing(updates: readonly UpdateDeclaration[]): void {
  for (const [index, update] of updates.entries()) {
    const next = updates[index + 1]
    if (next === undefined || next.from === update.to) continue
    throw unmet({
      code: 'UPDATES_APART',
      expected: 'updates that follow upon one another',
      got: `${update.name}, which leads to ${update.to}, before ${next.name}, which begins with ${next.from}`,
      where: '--update',
      next: 'Name those between them as well, or one alone.',
    })
  }
}
