import type { ChangeKind } from '../../program/change-kind.ts'
import type { Cell } from '../table/cell.ts'
import { needs, type Answer, type Judged, type NeedKey } from './needs.ts'

/** What somebody asks of an update. */
export interface Wish {
  /** Limits by what they limit: times in ms, ratios as such. */
  readonly limits: Readonly<Partial<Record<NeedKey, number>>>
  /** Only updates with such changes; all where empty. */
  readonly kinds: readonly ChangeKind[]
  readonly workloads: readonly string[]
}

/** How one strategy stands to the wish, by what was measured. */
export interface Advice {
  readonly strategy: string
  /** The worst over all updates that were asked for; of a strategy that refuses some, `no`. */
  readonly answer: Answer
  readonly updates: Readonly<Record<Answer, number>>
  /** One for each update that is no plain yes. */
  readonly reasons: readonly string[]
}

/** The best first. Strategies without an update of the kind that was asked for are left out. */
export function advise(cells: readonly Cell[], wish: Wish): Advice[] {
  const asked = cells.filter(
    ({ workload, changes, forced }) =>
      !forced &&
      (wish.workloads.length === 0 || wish.workloads.includes(workload)) &&
      (wish.kinds.length === 0 || wish.kinds.some((kind) => changes.includes(kind))),
  )
  const strategies = Map.groupBy(asked, ({ strategy }) => strategy)
  const advices = [...strategies].map(([strategy, own]) => adviseOn(strategy, own, wish))
  const order: readonly Answer[] = ['yes', 'perhaps', 'no']
  return advices.toSorted((a, b) => order.indexOf(a.answer) - order.indexOf(b.answer) || b.updates.yes - a.updates.yes)
}

function adviseOn(strategy: string, cells: readonly Cell[], { limits }: Wish): Advice {
  const judged = cells.map((cell) => ({ cell, ...judgeCell(cell, limits) }))
  const count = (answer: Answer): number => judged.filter((each) => each.answer === answer).length
  const updates = { yes: count('yes'), perhaps: count('perhaps'), no: count('no') }
  return {
    strategy,
    answer: updates.no > 0 ? 'no' : updates.perhaps > 0 ? 'perhaps' : 'yes',
    updates,
    reasons: judged.flatMap(({ cell, reason }) =>
      reason === undefined ? [] : [`${cell.workload}/${cell.update}: ${reason}`],
    ),
  }
}

/** First whether the update is done at all, rightly and each time; then each limit, the one that is missed most surely. */
function judgeCell(cell: Cell, limits: Wish['limits']): Judged {
  const { completed = 0 } = cell.marks
  if (completed < cell.n) return { answer: 'no', reason: `ends as ${cell.measured}` }
  const judged = needs.flatMap((need): Judged[] => {
    const limit = limits[need.key]
    return limit === undefined ? [] : [need.judge(cell, limit)]
  })
  return (
    judged.find(({ answer }) => answer === 'no') ??
    judged.find(({ answer }) => answer === 'perhaps') ?? { answer: 'yes' }
  )
}
