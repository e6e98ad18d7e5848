import { changeKinds, type ChangeKind } from '../../program/change-kind.ts'
import { formatNumber } from '../format.ts'
import { alignTable } from './align-table.ts'
import type { Cell } from './cell.ts'
import type { Comparison } from './comparison.ts'
import { claimSymbols, markSymbols, type Mark } from './marks.ts'

type Claimed = Comparison['claims'][number]

const profileTitles = {
  type: 'type',
  hardware: 'hardware',
  support: 'support needed',
  distributed: 'distributed',
  granularity: 'granularity',
  changes: 'changes supported',
  intervention: 'human intervention',
  updateTime: 'update time',
  limitation: 'main limitation',
} as const

/** Table A: strategies × what the survey says of each. */
export function describeProfiles(claims: readonly Claimed[]): string {
  const keys = Object.keys(profileTitles) as (keyof typeof profileTitles)[]
  const header = ['strategy', ...Object.values(profileTitles)]
  return alignTable([header, ...claims.map(({ name, profile }) => [name, ...keys.map((key) => profile[key] ?? '')])])
}

/** What of Table A was measured, each claim with the measurement beside it. */
export function describeProfilesMeasured(claims: readonly Claimed[], cells: readonly Cell[]): string {
  const rows = claims.map(({ name, profile }) => {
    const own = cells.filter(({ strategy, forced }) => strategy === name && !forced)
    return [
      name,
      profile.changes ?? '',
      `${own.filter(({ marks }) => marks.completed !== undefined).length} of ${own.length}`,
      profile.updateTime ?? '',
      describeRange(own.flatMap(({ metrics }) => metrics?.updateMs ?? [])),
      describeRange(own.flatMap(({ metrics }) => metrics?.downtimeMs ?? [])),
      profile.intervention ?? '',
      describeRange(own.flatMap(({ effort }) => effort?.commands ?? [])),
      describeRange(own.flatMap(({ effort }) => effort?.supportLines ?? [])),
      describeRange(own.flatMap(({ effort }) => effort?.decisions ?? [])),
    ]
  })
  const header = [
    'strategy',
    'changes: claimed',
    'updates completed',
    'update time: claimed',
    'measured, ms',
    'downtime, ms',
    'human intervention: claimed',
    'commands',
    'support lines',
    'decisions',
  ]
  return alignTable([header, ...rows])
}

/** Least and most of the medians of all updates. */
function describeRange(values: readonly number[]): string {
  if (values.length === 0) return ''
  const [least, most] = [formatNumber(Math.min(...values)), formatNumber(Math.max(...values))]
  return least === most ? least : `${least} … ${most}`
}

/** Strategies × kinds of change: the claim, and what was measured on the updates that have the kind. */
export function describeKinds(claims: readonly Claimed[], cells: readonly Cell[]): string {
  const kinds = Object.keys(changeKinds) as ChangeKind[]
  const rows = claims.map(({ name, claims: claimed }) => [
    name,
    ...kinds.map((kind) => {
      const own = cells.filter(
        ({ strategy, forced, changes }) => strategy === name && !forced && changes.includes(kind),
      )
      return `${claimSymbols[claimed[kind].expect]} ${countOutcomes(own)}`.trim()
    }),
  ])
  return alignTable([['strategy', ...kinds], ...rows])
}

/** `(✓4 –1)`: updates by how most of their trials ended. */
function countOutcomes(cells: readonly Cell[]): string {
  if (cells.length === 0) return ''
  const usual = cells.map(
    ({ marks }) => (Object.entries(marks) as [Mark, number][]).toSorted(([, a], [, b]) => b - a)[0]![0],
  )
  const counts = Map.groupBy(usual, (mark) => mark)
  const order = Object.keys(markSymbols) as Mark[]
  return `(${order
    .flatMap((mark) => (counts.has(mark) ? [`${markSymbols[mark]}${counts.get(mark)!.length}`] : []))
    .join(' ')})`
}

/** Notes to claims, by strategy; kinds with the same one together. */
export function listClaimNotes(claims: readonly Claimed[]): string[] {
  return claims.flatMap(({ name, claims: claimed }) => {
    const noted = (Object.keys(changeKinds) as ChangeKind[]).filter((kind) => claimed[kind].note !== undefined)
    const alike = Map.groupBy(noted, (kind) => claimed[kind].note)
    return [...alike].map(([note, kinds]) => `- ${name}, ${kinds.join(', ')}: ${note}`)
  })
}

/** Where measurement is known to contradict a claim, on the updates of the set. */
export function listDeviations(claims: readonly Claimed[], cells: readonly Cell[]): string[] {
  return claims.flatMap(({ name, deviations = [] }) =>
    deviations
      .filter(({ workload, update }) =>
        cells.some((cell) => cell.strategy === name && cell.workload === workload && cell.update === update),
      )
      .map(({ workload, update, found, because }) => `- ${workload}/${update}, ${name}: ${found}. ${because}`),
  )
}
