import { Random } from '../../load/random.ts'
import { getDetectableEffect, getDetectableShift } from '../../stats/detectable-effect.ts'
import { testEquivalence } from '../../stats/equivalence.ts'
import { estimateShift } from '../../stats/hodges-lehmann.ts'
import { median } from '../../stats/median.ts'
import { testSignFlip } from '../../stats/sign-flip.ts'
import { testSignedRank, type Alternative } from '../../stats/signed-rank.ts'
import type { BlockTrial, CellTrials } from '../cells.ts'
import type { GatedMetric } from '../gated-metrics.ts'

/** One figure of one cell in two sets, paired block by block. */
export interface MetricPairs {
  readonly metric: GatedMetric
  readonly pairs: readonly Pair[]
}

interface Pair {
  readonly block: number
  readonly base: number
  readonly head: number
  /** What a margin of the figure refers to, in its unit. */
  readonly scale: number
  readonly resolution: number
}

/** Blocks in which both sets have the figure; an absolute one only where both ran on the same machine and runtime. */
export function pairBlocks(
  metric: GatedMetric,
  base: CellTrials,
  head: CellTrials,
  blocks: ReadonlySet<number>,
): MetricPairs {
  const pairs = [...head.blocks].flatMap(([block, now]) => {
    const before = base.blocks.get(block)
    if (before === undefined || !blocks.has(block) || (metric.isAbsolute && !isSameMachine(before, now))) return []
    return pairBlock(metric, block, before, now)
  })
  return { metric, pairs }
}

function isSameMachine({ trial: a }: BlockTrial, { trial: b }: BlockTrial): boolean {
  return (['host', 'cpu', 'node'] as const).every((key) => a.environment[key] === b.environment[key])
}

function pairBlock(metric: GatedMetric, block: number, before: BlockTrial, now: BlockTrial): Pair[] {
  const [base, head] = [metric.read(before.trial, before.control), metric.read(now.trial, now.control)]
  if (base === null || head === null) return []
  const scale = metric.scale?.(before.trial) ?? base
  return [{ block, base, head, scale, resolution: before.trial.metrics.resolutionMs }]
}

/** What the pairs come to. Ratios are HEAD ÷ BASE, differences HEAD − BASE. */
export interface MetricFigures {
  readonly n: number
  /** Medians; null without blocks. */
  readonly base: number | null
  readonly head: number | null
  readonly estimate: number | null
  readonly lower: number
  readonly upper: number
  /** What counts as no worse: a share, or an amount in the figure's unit. */
  readonly margin: number
  /** The smallest change that so many blocks would have shown: a share, or an amount. */
  readonly detectable: number
  /** Whether the interval leaves out "no change". */
  readonly differs: boolean
}

export function describePairs({ metric, pairs }: MetricPairs, relativeMargin: number): MetricFigures {
  const margin = getMargin(metric, pairs, relativeMargin)
  if (pairs.length === 0)
    return {
      n: 0,
      base: null,
      head: null,
      estimate: null,
      lower: -Infinity,
      upper: Infinity,
      margin,
      detectable: Infinity,
      differs: false,
    }
  const changes = getChanges(metric, pairs)
  const { estimate, lower, upper } = estimateShift(changes)
  const unfold = metric.kind === 'ratio' ? Math.exp : (value: number) => value
  return {
    n: pairs.length,
    base: median(pairs.map(({ base }) => base)),
    head: median(pairs.map(({ head }) => head)),
    estimate: unfold(estimate),
    lower: unfold(lower),
    upper: unfold(upper),
    margin,
    detectable: (metric.kind === 'ratio' ? getDetectableEffect : getDetectableShift)(changes),
    differs: lower > 0 || upper < 0,
  }
}

/** P-value against "not worse (or not better) by more than the margin": small where it is. */
export function testBeyondMargin(
  { metric, pairs }: MetricPairs,
  direction: 'worse' | 'better',
  relativeMargin: number,
): number {
  const isUp = (metric.better === 'lower') === (direction === 'worse')
  const margin = getLogMargin(metric, pairs, relativeMargin)
  const alternative: Alternative = isUp ? 'greater' : 'less'
  const changes = getChanges(metric, pairs)
  const centre = isUp ? margin : -margin
  if (metric.kind === 'ratio') return testSignedRank(changes, alternative, centre)
  return testSignFlip(changes, alternative, new Random().reseed(1, changes.length), centre)
}

export function testEquivalent({ metric, pairs }: MetricPairs, relativeMargin: number): number {
  return testEquivalence(getChanges(metric, pairs), getLogMargin(metric, pairs, relativeMargin))
}

function getChanges({ kind }: GatedMetric, pairs: readonly Pair[]): number[] {
  return pairs.map(({ base, head }) => (kind === 'ratio' ? Math.log(head / base) : head - base))
}

/** A difference may be the share of the figure that it is a difference of, but no less than what can be told apart. */
function getMargin({ kind }: GatedMetric, pairs: readonly Pair[], relative: number): number {
  if (kind === 'ratio' || pairs.length === 0) return relative
  return Math.max(median(pairs.map(({ scale }) => scale)) * relative, median(pairs.map(({ resolution }) => resolution)))
}

function getLogMargin(metric: GatedMetric, pairs: readonly Pair[], relative: number): number {
  const margin = getMargin(metric, pairs, relative)
  return metric.kind === 'ratio' ? Math.log1p(margin) : margin
}
