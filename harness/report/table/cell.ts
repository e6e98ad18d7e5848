import type { Deviation, Strategy } from '../../../strategies/contract.ts'
import type { ChangeKind } from '../../program/change-kind.ts'
import { median } from '../../stats/median.ts'
import { getRateBound } from '../../stats/rate-bound.ts'
import type { AllowanceDescription, Effort, Metrics, Trial, Warning } from '../../store/record.ts'
import { getAllowanceShare } from '../allowance.ts'
import { addDeadlines, formatDeadlines, totalDeadlines, type DeadlineRow } from '../deadlines.ts'
import { getMedianMetrics } from '../median-metrics.ts'
import { boundCosts, type CostBound } from './cost-bounds.ts'
import type { Judgement } from './judge.ts'
import { getClaimedMark, getMark, markSymbols, type Mark } from './marks.ts'

/** One strategy on one update of one workload: what all of its trials come to. */
export interface Cell {
  readonly workload: string
  readonly update: string
  readonly from: string
  readonly to: string
  readonly changes: readonly ChangeKind[]
  /** Values of the parameters that are swept; absent where none is. */
  readonly point?: Readonly<Record<string, number>>
  readonly strategy: string
  readonly forced: boolean
  readonly n: number
  /** How many trials ended so. */
  readonly marks: Readonly<Partial<Record<Mark, number>>>
  /** `✓`, or `✓14 ✗1` where trials differ. */
  readonly measured: string
  readonly claimed?: string
  /** Why measurement and claim do not agree. */
  readonly contradiction?: string
  /** The contradiction is known: what the strategy says of it. */
  readonly deviation?: Deviation
  /** Medians over the trials; absent where the update was refused. */
  readonly metrics?: Metrics
  readonly effort?: Effort
  /** Median over the trials, those inside the program included. */
  readonly violations: number
  /** Trials with a violation, of those that were checked; without any, what the rate of such trials may still be (95 %). */
  readonly violating: { readonly trials: number; readonly of: number; readonly rateBelow?: number }
  /** Each figure against its control, by the key of the metric. */
  readonly judgements: Readonly<Record<string, Judgement>>
  /** What so many trials allow to say of most updates. */
  readonly bounds: readonly CostBound[]
  /** Of the trials and their null updates, one of each kind, with the number of trials that have it. */
  readonly warnings: readonly (Warning & { readonly trials: number })[]
  /** What the workload's operators allow in downtime, and what share of a year's the update costs. */
  readonly allowance?: AllowanceDescription & { readonly share: number }
  /** Missed ones, where the workload promises any: the strategy's, and those of its null update in the same blocks. */
  readonly deadlines?: { readonly ms: number; readonly own: DeadlineRow; readonly control?: DeadlineRow }
}

/** What a cell is made of. */
export interface CellInput {
  /** Assembled trials of one strategy and update, in its own role. */
  readonly trials: readonly [Trial, ...Trial[]]
  /** Those of its null update. */
  readonly controls: readonly Trial[]
  /** Undefined for a strategy that is not known here. */
  readonly strategy: Pick<Strategy, 'claims' | 'deviations'> | undefined
  readonly judgements: Readonly<Record<string, Judgement>>
  readonly point?: Readonly<Record<string, number>>
}

export function createCell({ trials, controls, strategy: known, judgements, point }: CellInput): Cell {
  const [first, ...others] = trials
  const { workload, update, from, to, changes, strategy, forced } = first
  const marks = countMarks(trials)
  const claimed = known === undefined ? undefined : getClaimedMark(known.claims, changes)
  const metrics =
    first.outcome === 'refused' ? undefined : getMedianMetrics([first.metrics, ...others.map((trial) => trial.metrics)])
  const deadlines = countDeadlines(trials, controls)
  // What a rule protects from is not what the strategy claims.
  const contradiction =
    claimed === undefined || forced ? undefined : explainContradiction(claimed, trials, deadlines?.control)
  const deviation = known?.deviations?.find((each) => each.workload === workload && each.update === update)
  return {
    workload,
    update,
    from,
    to,
    changes,
    ...(point === undefined ? {} : { point }),
    strategy,
    forced,
    n: trials.length,
    marks,
    measured: describeMarks(marks),
    ...(claimed === undefined ? {} : { claimed: markSymbols[claimed.mark] }),
    ...(contradiction === undefined ? {} : { contradiction }),
    ...(contradiction === undefined || deviation === undefined ? {} : { deviation }),
    ...(metrics === undefined ? {} : { metrics, effort: first.effort, ...describePromises(first, metrics) }),
    ...(deadlines === undefined ? {} : { deadlines }),
    violations: median(trials.map(({ violations }) => violations.total)),
    violating: countViolating(trials),
    judgements,
    bounds: boundCosts(trials.filter((trial) => getMark(trial) === 'completed')),
    warnings: countWarnings([...trials, ...controls]),
  }
}

function countViolating(trials: readonly Trial[]): Cell['violating'] {
  const checked = trials.filter(({ outcome, verdict }) => outcome !== 'refused' && verdict !== 'unknown')
  const violating = checked.filter(({ verdict }) => verdict === 'invalid').length
  if (violating > 0 || checked.length === 0) return { trials: violating, of: checked.length }
  return { trials: 0, of: checked.length, rateBelow: getRateBound(checked.length) }
}

function countWarnings(trials: readonly Trial[]): Cell['warnings'] {
  const groups = Map.groupBy(
    trials.flatMap(({ warnings }) => warnings),
    ({ code }) => code,
  )
  return [...groups.values()].map((alike) => ({ ...alike[0]!, trials: alike.length }))
}

function describePromises({ allowance }: Trial, { downtimeMs }: Metrics): Pick<Cell, 'allowance'> {
  if (allowance === undefined) return {}
  return { allowance: { ...allowance, share: getAllowanceShare(downtimeMs, allowance) } }
}

function countDeadlines(trials: readonly [Trial, ...Trial[]], controls: readonly Trial[]): Cell['deadlines'] {
  const [{ deadlineMs: ms, strategy }] = trials
  const own = addDeadlines(strategy, trials)
  const control = addDeadlines('null update', controls)
  if (ms === undefined || own === undefined) return undefined
  return control === undefined ? { ms, own } : { ms, own, control }
}

function countMarks(trials: readonly Trial[]): Partial<Record<Mark, number>> {
  const counts: Partial<Record<Mark, number>> = {}
  for (const mark of trials.map(getMark)) counts[mark] = (counts[mark] ?? 0) + 1
  return counts
}

/** The most frequent first. */
function describeMarks(marks: Readonly<Partial<Record<Mark, number>>>): string {
  const entries = (Object.entries(marks) as [Mark, number][]).toSorted(([, a], [, b]) => b - a)
  if (entries.length === 1) return entries.map(([mark]) => markSymbols[mark]).join('')
  return entries.map(([mark, n]) => `${markSymbols[mark]}${n}`).join(' ')
}

/** What could not be decided contradicts nothing. A late reply does; but where the control has some too, that is said. */
function explainContradiction(
  { mark, because }: { readonly mark: Mark; readonly because: string },
  trials: readonly Trial[],
  control: DeadlineRow | undefined,
): string | undefined {
  const others = trials.filter((trial) => ![mark, 'unknown'].includes(getMark(trial)))
  const [first] = others
  if (first === undefined) return undefined
  const found = markSymbols[getMark(first)]
  const reason = first.reason ?? first.violations.examples[0]?.explanation
  const isAlsoLate = first.violations.observable.late > 0 && control !== undefined && totalDeadlines(control).missed > 0
  const beside = isAlsoLate ? ` (its null update missed ${formatDeadlines(totalDeadlines(control))} deadlines too)` : ''
  return `claims ${markSymbols[mark]} for ${because}, measured ${found} in ${others.length} of ${trials.length}${beside}${reason === undefined ? '' : `: ${reason}`}`
}
