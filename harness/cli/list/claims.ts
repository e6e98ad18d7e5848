import type { Claim, Strategy } from '../../../strategies/contract.ts'
import { changeKinds, type ChangeKind } from '../../program/change-kind.ts'
import { claimSymbols, legend } from '../../report/table/marks.ts'
import type { Terminal } from '../terminal.ts'
import { alignColumns } from '../text-table.ts'

export function toClaims(
  strategies: readonly Strategy[],
): { strategy: string; claims: Readonly<Record<ChangeKind, Claim>> }[] {
  return strategies.map(({ name, claims }) => ({ strategy: name, claims }))
}

/** Strategies × kinds of change, with the notes below. */
export function describeClaims(strategies: readonly Strategy[], { paint }: Terminal): string {
  const kinds = Object.keys(changeKinds) as ChangeKind[]
  const rows = strategies.map(({ name, claims }) => [name, ...kinds.map((kind) => claimSymbols[claims[kind].expect])])
  const [header = '', ...lines] = alignColumns([['strategy', ...kinds], ...rows])
  const notes = strategies.flatMap(({ name, claims }) =>
    kinds.flatMap((kind) =>
      claims[kind].note === undefined ? [] : [[name, kind, claimSymbols[claims[kind].expect], claims[kind].note]],
    ),
  )
  const below = notes.length === 0 ? [] : ['', ...alignColumns(notes)]
  return `${[paint('bold', header), ...lines, '', legend, ...below].join('\n')}\n`
}
