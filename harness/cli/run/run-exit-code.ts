import type { RunSummary } from '../../report/run-summary.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'

/** The worst of several updates decides; refused ones count only where there is nothing else. */
export function getRunExitCode(summaries: readonly Pick<RunSummary, 'outcome' | 'verdict'>[]): ExitCode {
  const codes = summaries.map(getCode)
  const worst = [exitCodes.violation, exitCodes.undecided, exitCodes.good].find((code) => codes.includes(code))
  return worst ?? exitCodes.nothingMeasured
}

function getCode({ outcome, verdict }: Pick<RunSummary, 'outcome' | 'verdict'>): ExitCode {
  if (outcome === 'refused') return exitCodes.nothingMeasured
  if (verdict === 'invalid') return exitCodes.violation
  if (verdict === 'unknown') return exitCodes.undecided
  // An update that broke half-way is a violation of what an updating system is for, even if no client has seen it yet.
  return outcome === 'failed' ? exitCodes.violation : exitCodes.good
}
