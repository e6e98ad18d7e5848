import type { Judgement } from '../check/verdict.ts'
import { describeLoad } from '../describe-trial.ts'
import { compileUpdate } from '../prepare.ts'
import { readEnvironment } from '../store/environment.ts'
import type { Violations } from '../store/record.ts'
import type { SoakTimeline } from './lead-soak.ts'
import { findUpdates, type PreparedSoak } from './prepare-soak.ts'
import { soakSchema, type SoakRecord, type SoakRound } from './record.ts'
import type { SoakPlan } from './soak-plan.ts'

/** What came of a soak that was run. */
export interface SoakResult {
  readonly soak: SoakTimeline
  readonly rounds: readonly SoakRound[]
  readonly violations: Violations
  readonly judgement: Judgement
}

/** The record of a soak. */
export function describeSoak(
  { trial, along, updates }: SoakPlan,
  { base: { strategy, workload } }: PreparedSoak,
  { soak: { timeline }, rounds, violations, judgement }: SoakResult,
): SoakRecord {
  const { result, brokenBy, report } = timeline
  const reason = result?.reason ?? brokenBy
  return {
    schema: soakSchema,
    strategy: trial.strategy.name,
    workload: trial.workload.name,
    along: findUpdates(workload, along).map((declaration) => {
      const { name, from, to } = declaration
      return { name, from, to, changes: compileUpdate(workload, declaration).kinds }
    }),
    back: strategy.backOutCommand === true ? 'command' : 'update',
    updates,
    seed: trial.seed,
    parameters: trial.parameters,
    load: describeLoad(trial, trial.load.mode === 'open' ? trial.load.rate : 0),
    startedAt: new Date().toISOString(),
    outcome: brokenBy === undefined ? (result?.outcome ?? 'none') : 'failed',
    ...(reason === undefined ? {} : { reason }),
    verdict: judgement.verdict,
    violations,
    rounds,
    warnings: report?.notices ?? [],
    environment: readEnvironment(),
  }
}
