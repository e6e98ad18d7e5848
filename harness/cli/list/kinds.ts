import type { Workload } from '../../../workloads/contract.ts'
import { changeKinds, type ChangeKind } from '../../program/change-kind.ts'
import type { Terminal } from '../terminal.ts'
import { alignColumns } from '../text-table.ts'

interface KindEntry {
  readonly kind: ChangeKind
  readonly meaning: string
  /** Names of the updates that have it, by workload. */
  readonly updates: Readonly<Record<string, readonly string[]>>
}

export function toKinds(workloads: readonly Workload[]): KindEntry[] {
  return Object.entries(changeKinds).map(([name, meaning]) => {
    const kind = name as ChangeKind
    const updates = workloads.map((workload) => [workload.name, findUpdates(workload, kind)] as const)
    return { kind, meaning, updates: Object.fromEntries(updates.filter(([, names]) => names.length > 0)) }
  })
}

/** Kinds of change × workloads: which updates have them. */
export function describeKinds(workloads: readonly Workload[], { paint }: Terminal): string {
  const entries = toKinds(workloads)
  const names = workloads.map(({ name }) => name)
  const rows = entries.map(({ kind, updates }) => [kind, ...names.map((name) => updates[name]?.join(', ') ?? '·')])
  const [header = '', ...lines] = alignColumns([['kind', ...names], ...rows])
  const meanings = alignColumns(entries.map(({ kind, meaning }) => [kind, meaning]))
  return `${[paint('bold', header), ...lines, '', paint('bold', 'meaning'), ...meanings].join('\n')}\n`
}

function findUpdates({ updates }: Workload, kind: ChangeKind): string[] {
  return updates.filter(({ kinds }) => kinds.includes(kind)).map(({ name }) => name)
}
