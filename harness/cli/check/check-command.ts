import type { Arguments } from '../arguments/arguments.ts'
import { resolveStrategies } from '../assess.ts'
import type { Context } from '../context.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import { toJson } from '../json-target.ts'
import { checkUpdates, type UpdateReport } from './check-updates.ts'
import { checkVersion, type VersionReport } from './check-version.ts'
import { describeCheck } from './check-text.ts'
import { findSubject } from './subject.ts'

/** All that `bench check` finds. */
export interface CheckReport {
  readonly path: string
  readonly versions: readonly VersionReport[]
  readonly updates: readonly UpdateReport[]
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
  const report: CheckReport = { path: subject.folder, versions: checked.map(({ report: version }) => version), updates }
  context.out.write(args.flag('json') ? toJson(report) : describeCheck(report, context.out))
  const isClean = [...report.versions, ...updates].every(({ problems }) => problems.length === 0)
  return isClean ? exitCodes.good : exitCodes.violation
}
