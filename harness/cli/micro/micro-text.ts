import { callKinds, timedKinds, type TimedKind } from '../../measure/micro/call-kinds.ts'
import { plain, type CallCost } from '../../measure/micro/summarise.ts'
import { formatNumber } from '../../report/format.ts'
import type { Estimate } from '../../stats/hodges-lehmann.ts'
import { alignColumns } from '../text-table.ts'

/** What calls cost under a strategy's linkage, or why it cannot run the fixture. */
export interface CostOfCalls {
  readonly strategy: string
  readonly costs?: Readonly<Record<TimedKind, CallCost>>
  readonly reason?: string
}

export function describeCosts(all: readonly CostOfCalls[]): string {
  const n = all.find(({ costs }) => costs !== undefined)?.costs?.leaf.ns.n ?? 0
  const unable = all.flatMap(({ strategy, reason }) =>
    reason === undefined ? [] : [`${strategy} cannot run the fixture: ${reason}`],
  )
  return [
    `What one call costs, in ns, less the loop around it: median of a process, then Hodges and Lehmann's estimate over ${formatNumber(n)} of`,
    'them with its interval (95 % where n ≥ 6). What the optimiser inlines costs nothing.',
    ...timedKinds.flatMap((kind) => ['', `${kind}: ${callKinds[kind].summary}`, ...describeKind(kind, all)]),
    ...(unable.length === 0 ? [] : ['', ...unable]),
    '',
  ].join('\n')
}

function describeKind(kind: TimedKind, all: readonly CostOfCalls[]): string[] {
  const rows = all.flatMap(({ strategy, costs }) => {
    if (costs === undefined) return []
    const { ns, overPlain } = costs[kind]
    return [
      [`  ${strategy}`, ...describe(ns), ...(strategy === plain ? [] : ['over a plain call', ...describe(overPlain)])],
    ]
  })
  return alignColumns(rows)
}

function describe({ estimate, lower, upper }: Estimate): string[] {
  return [formatNs(estimate).padStart(8), `[${formatNs(lower)}, ${formatNs(upper)}]`]
}

function formatNs(ns: number): string {
  if (!Number.isFinite(ns)) return formatNumber(ns)
  const text = Math.abs(ns).toFixed(Math.abs(ns) < 10 ? 2 : Math.abs(ns) < 100 ? 1 : 0)
  return `${ns < 0 && Number(text) !== 0 ? '−' : ''}${text}`
}
