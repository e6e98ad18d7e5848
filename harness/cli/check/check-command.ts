import type { SupportReport } from '../../explore/support/check-support.ts'
import type { Arguments } from '../arguments/arguments.ts'
import { resolveStrategies } from '../assess.ts'
import type { Context } from '../context.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import { toJson } from '../json-target.ts'
import { checkUpdates, type UpdateReport } from './check-updates.ts'
import { checkVersion, type VersionReport } from './check-version.ts'
import { describeCheck } from './check-text.ts'
import { findSubject, type Subject } from './subject.ts'
import { describeSupport } from './support-text.ts'

/** All that `bench check` finds. */
export interface CheckReport {
  readonly path: string
  readonly versions: readonly VersionReport[]
  readonly updates: readonly UpdateReport[]
  /** With `--support`: what exercising the support code has shown. */
  readonly support?: readonly SupportReport[]
}

/** `bench check PATH`: what keeps a program out of the model, and who could update it. */
export async function checkCommand(args: Arguments, context: Context): Promise<ExitCode> {
  const subject = await findSubject(args.positionals[0] ?? '', context)
  const checked = subject.versions.map((version) => checkVersion(subject, version))
  const strategies = await resolveStrategies([], context)
  const updates = checkUpdates(
    subject,
    checked,
    strategies.map(({ value }) => value),
  )
  const versions = checked.map(({ report }) => report)
  const isWithinModel = [...versions, ...updates].every(({ problems }) => problems.length === 0)
  const isSound = isWithinModel && updates.every(({ otherEffect }) => otherEffect === undefined)
  const support = args.flag('support') && isWithinModel ? await exerciseSupport(subject, args) : undefined
  const report: CheckReport = { path: subject.folder, versions, updates, ...(support === undefined ? {} : { support }) }
  if (args.flag('json')) context.out.write(toJson(report))
  else {
    context.out.write(describeCheck(report, context.out))
    if (support !== undefined) context.out.write(`\n${describeSupport(support, context.out)}`)
  }
  const isRight = support?.every(({ problems }) => problems.every(({ doubtful }) => doubtful)) ?? true
  return isSound && isRight ? exitCodes.good : exitCodes.violation
}

/** Values that each piece of support code is exercised with, unless said. */
const usualValues = 100

/** Only a workload says which support code belongs to which update. */
async function exerciseSupport({ workload }: Subject, args: Arguments): Promise<SupportReport[]> {
  // What makes values is large, and only loaded where it is asked for.
  const { checkSupport } = await import('../../explore/support/check-support.ts')
  const options = {
    seed: args.wholeNumber('seed', { minimum: 0, maximum: 0x7fff_ffff }) ?? 1,
    values: args.wholeNumber('values', { minimum: 1, maximum: 1_000_000 }) ?? usualValues,
  }
  const reports: SupportReport[] = []
  for (const update of workload?.updates ?? []) {
    if (update.support !== undefined) reports.push(await checkSupport(workload!, update, options))
  }
  return reports
}
