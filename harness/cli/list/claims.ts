import type { Claim, Deviation, Strategy } from '../../../strategies/contract.ts'
import { changeKinds, type ChangeKind } from '../../program/change-kind.ts'
import { claimSymbols, legend } from '../../report/table/marks.ts'
import type { Terminal } from '../terminal.ts'
import { alignColumns } from '../text-table.ts'

export function toClaims(
  strategies: readonly Strategy[],
): { strategy: string; claims: Readonly<Record<ChangeKind, Claim>>; deviations: readonly Deviation[] }[] {
  return strategies.map(({ name, claims, deviations = [] }) => ({ strategy: name, claims, deviations }))
}

/** Strategies × kinds of change, with the notes below, and where measurement contradicts a claim. */
export function describeClaims(strategies: readonly Strategy[], { paint }: Terminal): string {
  const kinds = Object.keys(changeKinds) as ChangeKind[]
  const rows = strategies.map(({ name, claims }) => [name, ...kinds.map((kind) => claimSymbols[claims[kind].expect])])
  const [header = '', ...lines] = alignColumns([['strategy', ...kinds], ...rows])
  const notes = strategies.flatMap(({ name, claims }) =>
    kinds.flatMap((kind) =>
      claims[kind].note === undefined ? [] : [[name, kind, claimSymbols[claims[kind].expect], claims[kind].note]],
    ),
  )
  const found = strategies.flatMap(({ name, deviations = [] }) =>
    deviations.map((deviation) => [
      name,
      `${deviation.workload}/${deviation.update}`,
      deviation.found,
      deviation.because,
    ]),
  )
  const below = [
    ...(notes.length === 0 ? [] : ['', ...alignColumns(notes)]),
    ...(found.length === 0 ? [] : ['', paint('bold', 'measured otherwise'), ...alignColumns(found)]),
  ]
  return `${[paint('bold', header), ...lines, '', legend, ...below].join('\n')}\n`
}
