import { join } from 'node:path'
import type { Refusal, Strategy } from '../../../strategies/contract.ts'
import type { UpdateDeclaration, Workload } from '../../../workloads/contract.ts'
import { findOtherEffect } from '../../check/same-effects.ts'
import type { ChangeKind } from '../../program/change-kind.ts'
import { compileProgram } from '../../program/compile.ts'
import type { Problem } from '../../program/problem.ts'
import type { Program } from '../../program/program.ts'
import { compareVersions, type Change, type Update } from '../../program/update.ts'
import { getClaimedMark, type Mark } from '../../report/table/marks.ts'
import { assessUpdate } from '../assess.ts'
import { collectProblems, type CheckedVersion } from './check-version.ts'
import type { Subject } from './subject.ts'

export interface UpdateReport {
  readonly update: string
  readonly from: string
  readonly to: string
  /** Declared by the workload, with its support code; else two versions as they follow one another. */
  readonly declared: boolean
  /** In the support code. */
  readonly problems: readonly Problem[]
  readonly kinds: readonly ChangeKind[]
  /** What the author says that it changes, where that is not what the diff finds. */
  readonly declaredKinds?: readonly ChangeKind[]
  /** Requests are said to have the same effects under both versions; how the model shows that they have not. */
  readonly otherEffect?: string
  readonly changes: readonly Change[]
  readonly strategies: readonly StrategyReport[]
}

/** Whether a strategy could do the update. */
export interface StrategyReport {
  readonly strategy: string
  readonly canUpdate: boolean
  readonly refusals: readonly Refusal[]
  /** What it claims of an update of these kinds. */
  readonly claimed?: Mark
  readonly because?: string
}

/** Each declared update, and each step between successive versions that no declared one makes. */
export function checkUpdates(
  subject: Subject,
  checked: readonly CheckedVersion[],
  strategies: readonly Strategy[],
): UpdateReport[] {
  const programs = new Map(
    checked.flatMap(({ report, program }) => (program === undefined ? [] : [[report.version, program] as const])),
  )
  const declarations = subject.workload?.updates ?? []
  const declared = declarations.map((declaration) => checkDeclared(subject, declaration, programs, strategies))
  const steps = subject.versions.slice(1).map((to, index) => ({ from: subject.versions[index] ?? '', to }))
  const others = steps.filter((step) => !declarations.some(({ from, to }) => from === step.from && to === step.to))
  return [...declared, ...others.map((step) => checkStep(step, programs, strategies))].filter(
    (report) => report !== undefined,
  )
}

function checkDeclared(
  { folder, components, workload }: Subject,
  declaration: UpdateDeclaration,
  programs: ReadonlyMap<string, Program>,
  strategies: readonly Strategy[],
): UpdateReport | undefined {
  const { name, from, to, kinds, support, sameEffects } = declaration
  const [old, next] = [programs.get(from), programs.get(to)]
  if (old === undefined || next === undefined) return undefined
  const compiled =
    support === undefined
      ? { problems: [], value: next }
      : collectProblems(() => compileProgram(join(folder, to), components, join(folder, support)))
  const base = { update: name, from, to, declared: true, problems: compiled.problems }
  if (compiled.value === undefined) return { ...base, kinds, changes: [], strategies: [] }
  const update = compareVersions(name, old, compiled.value)
  const differs = kinds.toSorted().join() !== update.kinds.toSorted().join()
  const otherEffect =
    sameEffects === true && workload !== undefined
      ? findOtherEffect(workload, declaration, smallest(workload))
      : undefined
  return {
    ...base,
    ...describeUpdate(update, strategies),
    ...(differs ? { declaredKinds: kinds } : {}),
    ...(otherEffect === undefined ? {} : { otherEffect }),
  }
}

/** The workload's parameters for a quick look. */
function smallest({ parameters }: Workload): Record<string, number> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { smoke, default: usual }]) => [name, smoke ?? usual]),
  )
}

function checkStep(
  { from, to }: { from: string; to: string },
  programs: ReadonlyMap<string, Program>,
  strategies: readonly Strategy[],
): UpdateReport | undefined {
  const [old, next] = [programs.get(from), programs.get(to)]
  if (old === undefined || next === undefined) return undefined
  const name = `${from}-${to}`
  return {
    update: name,
    from,
    to,
    declared: false,
    problems: [],
    ...describeUpdate(compareVersions(name, old, next), strategies),
  }
}

function describeUpdate(
  update: Update,
  strategies: readonly Strategy[],
): Pick<UpdateReport, 'kinds' | 'changes' | 'strategies'> {
  const reports = assessUpdate(update, strategies).map(({ strategy: { name, claims }, refusals }) => {
    const claimed = getClaimedMark(claims, update.kinds)
    return {
      strategy: name,
      canUpdate: refusals.length === 0,
      refusals,
      ...(claimed === undefined ? {} : { claimed: claimed.mark, because: claimed.because }),
    }
  })
  return { kinds: update.kinds, changes: update.changes, strategies: reports }
}
