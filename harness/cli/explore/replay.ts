import type { ExploredUpdate } from './explored-update.ts'

/** The command that shows one point again. */
export function replayCommand(explored: ExploredUpdate, point: number): string {
  const { given, update, seed, schedule, variation, requests, parameters, command, forced } = explored
  const where =
    variation.kind === 'command'
      ? [`--at ${point}`]
      : [`--faults ${variation.kind}`, `--at ${variation.point}`, `--fault-at ${point}`]
  return [
    'bench explore',
    `--strategy ${given.strategy}`,
    `--workload ${given.workload}`,
    `--update ${update}`,
    `--seed ${seed}`,
    ...(schedule === 0 ? [] : [`--schedule ${schedule}`]),
    `--requests ${requests}`,
    ...Object.entries(parameters).map(([name, value]) => `--param ${name}=${value}`),
    ...(command === undefined ? [] : [`--command ${quote(command)}`]),
    ...(forced ? ['--force'] : []),
    ...where,
  ].join(' ')
}

/** For a shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
