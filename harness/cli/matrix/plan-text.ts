import { formatCount, formatDuration, formatNumber } from '../../report/format.ts'
import { predictDetectableEffect } from '../../stats/detectable-effect.ts'
import type { PlannedTrial } from '../../store/set-plan.ts'
import type { VoidRules } from '../../store/void-rules.ts'
import { describePoint } from '../../store/sweep-point.ts'
import { alignColumns } from '../text-table.ts'
import type { PreparedSet } from '../trials/prepare-set.ts'
import { nameTurn } from '../trials/progress.ts'
import { getBlockKey } from '../trials/shard.ts'
import { TimeLeft } from '../trials/time-left.ts'
import { describeVoidRules } from './void-option.ts'

export interface PlanReport {
  readonly folder: string
  readonly hash: string
  readonly trials: number
  /** Blocks of each cell. */
  readonly blocks: number
  /** Of the first block; the others count on from it. */
  readonly seed: number
  /** By which a block is void; null where none is. */
  readonly voidRules: VoidRules | null
  /** A guess: how long trials take is known only when some have run. */
  readonly expectedMs: number
  readonly cells: readonly {
    workload: string
    update: string
    point?: Readonly<Record<string, number>>
    runs: readonly string[]
    refused: readonly string[]
  }[]
  /** The blocks to be run here, in order, each with its turns in order. */
  readonly order: readonly { readonly block: string; readonly turns: readonly string[] }[]
  /** What so many blocks find (in 80 of 100 cases, at the level of 5 %), by how much a ratio differs from block to block. */
  readonly detectable: readonly { readonly spread: number; readonly effect: number | null }[]
}

/** Spreads that are to be reckoned with: of a quiet machine of one's own, of an ordinary one, of a shared one. */
const spreads = [0.02, 0.1, 0.5]

/** What a dry run tells. */
export function toPlanReport(
  { plan, cells }: PreparedSet,
  trials: readonly PlannedTrial[],
  folder: string,
): PlanReport {
  const blocks = 1 + Math.max(0, ...plan.trials.map(({ block }) => block))
  return {
    folder,
    hash: plan.hash,
    trials: trials.length,
    blocks,
    seed: plan.trials[0]?.seed ?? 0,
    voidRules: plan.settings.voidRules ?? null,
    expectedMs: new TimeLeft(plan.settings).estimate(trials),
    cells: cells.map(({ workload, update, point, contenders }) => ({
      workload,
      update,
      ...(point === undefined ? {} : { point }),
      runs: contenders.filter(({ refused }) => !refused).map(({ strategy }) => strategy),
      refused: contenders.filter(({ refused }) => refused).map(({ strategy }) => strategy),
    })),
    order: [...Map.groupBy(trials, getBlockKey).values()].map((block) => ({
      block: nameBlock(block[0]!),
      turns: block.map(nameTurn),
    })),
    detectable: spreads.map((spread) => {
      const effect = predictDetectableEffect(blocks, spread)
      return { spread, effect: Number.isFinite(effect) ? effect : null }
    }),
  }
}

export function describePlan(prepared: PreparedSet, trials: readonly PlannedTrial[], folder: string): string {
  const { hash, blocks, seed, expectedMs, cells, order, detectable } = toPlanReport(prepared, trials, folder)
  const rows = cells.map(({ workload, update, point, runs, refused }) => [
    `${workload}/${update}${describePoint(point)}`,
    runs.join(', ') || '–',
    refused.join(', ') || '–',
  ])
  return `${[
    ...alignColumns([['update', 'run', 'refused'], ...rows]),
    '',
    `${formatCount(cells.length, 'cell')} × ${formatCount(blocks, 'block')}, seed ${seed}. ${formatCount(order.length, 'block')} to be run here, in this order:`,
    ...listOrder(order),
    '',
    describeDetectable(blocks, detectable),
    describeVoidRules(prepared.plan.settings.voidRules),
    `${formatCount(trials.length, 'trial')}, at a guess ${formatDuration(expectedMs)}, in ${folder} (plan ${hash}). Nothing was run.`,
  ].join('\n')}\n`
}

/** Blocks whose turns are shown; all are in the JSON. */
const shown = 3

function listOrder(order: PlanReport['order']): string[] {
  const lines = order.slice(0, shown).map(({ block, turns }) => `  ${block}: ${turns.join(', ')}`)
  return order.length > shown ? [...lines, `  … and ${order.length - shown} more (--json has all)`] : lines
}

function describeDetectable(blocks: number, detectable: PlanReport['detectable']): string {
  if (detectable.some(({ effect }) => effect === null))
    return 'With a single block no effect can be told from noise. Ask for more --blocks.'
  const cases = detectable.map(
    ({ spread, effect }) => `from ${toPercent(effect)} on where ratios spread by ${toPercent(spread)}`,
  )
  return `What ${formatCount(blocks, 'block')} find (80 % power, level 5 %): effects ${cases.join(', ')}.`
}

function toPercent(share: number | null): string {
  return `${formatNumber((share ?? 0) * 100)} %`
}

function nameBlock({ workload, update, point, block }: PlannedTrial): string {
  return `${workload}/${update}${describePoint(point)} block ${block + 1}`
}
