import type { Arguments } from '../arguments/arguments.ts'
import type { Context } from '../context.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import { toJson } from '../json-target.ts'
import { unmet } from '../usage-error.ts'
import { describeCatalogue, toCatalogue } from './catalogue.ts'
import { describeClaims, toClaims } from './claims.ts'
import { describeKinds, toKinds } from './kinds.ts'

/** `bench list`: what there is to run, and what is claimed of it. */
export async function listCommand(args: Arguments, context: Context): Promise<ExitCode> {
  const { out } = context
  const strategies = Object.values(await context.loadStrategies())
  const workloads = Object.values(await context.loadWorkloads())
  if (args.flag('kinds') && args.flag('claims')) {
    throw unmet({
      code: 'OPTIONS_EXCLUDE',
      expected: 'one of --kinds and --claims',
      got: 'both',
      where: 'bench list',
      next: 'Call it twice.',
    })
  }
  const { value, text } = args.flag('kinds')
    ? { value: toKinds(workloads), text: () => describeKinds(workloads, out) }
    : args.flag('claims')
      ? { value: toClaims(strategies), text: () => describeClaims(strategies, out) }
      : { value: toCatalogue(strategies, workloads), text: () => describeCatalogue(strategies, workloads, out) }
  out.write(args.flag('json') ? toJson(value) : text())
  return exitCodes.good
}
