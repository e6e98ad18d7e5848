import type { Strategy } from '../../../strategies/contract.ts'
import type { Workload } from '../../../workloads/contract.ts'
import { listParameters } from '../parameters.ts'
import type { Terminal } from '../terminal.ts'
import { alignColumns, wrap } from '../text-table.ts'

export function toCatalogue(strategies: readonly Strategy[], workloads: readonly Workload[]): object {
  return {
    strategies: strategies.map(({ name, summary, profile, canBackOut, loads }) => ({
      name,
      summary,
      profile,
      canBackOut,
      loads,
    })),
    workloads: workloads.map((workload) => ({
      name: workload.name,
      summary: workload.summary,
      components: Object.keys(workload.components ?? { program: [] }),
      parameters: listParameters(workload),
      deadlineMs: workload.deadlineMs ?? 10,
      load: workload.load,
      allowance: workload.allowance,
      updates: workload.updates.map(({ name, from, to, kinds, why }) => ({ name, from, to, kinds, why })),
    })),
  }
}

export function describeCatalogue(
  strategies: readonly Strategy[],
  workloads: readonly Workload[],
  terminal: Terminal,
): string {
  const { paint } = terminal
  const rows = alignColumns(strategies.map(({ name, summary }) => [`  ${name}`, summary]))
  const programs = workloads.map((workload) => describeWorkload(workload, terminal))
  return `${[paint('bold', 'Strategies'), ...rows, '', paint('bold', 'Workloads'), programs.join('\n\n')].join('\n')}\n`
}

function describeWorkload(workload: Workload, { paint, columns }: Terminal): string {
  const { name, summary, updates } = workload
  const parameters = Object.entries(listParameters(workload)).map(
    ([parameter, value]) => `${parameter} ${value.default} (${value.minimum} … ${value.maximum})`,
  )
  const lines = updates.map((update) => {
    const head = `    ${paint('bold', update.name)}  ${update.from} → ${update.to}  ${update.kinds.join(', ')}`
    return `${head}\n${wrap(update.why, columns, '      ')}`
  })
  return [
    `  ${paint('bold', name)}  ${summary}`,
    wrap(`parameters: ${parameters.join(', ')}`, columns, '    '),
    ...lines,
  ].join('\n')
}
