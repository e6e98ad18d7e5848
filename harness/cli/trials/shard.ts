import type { PlannedTrial } from '../../store/set-plan.ts'
import { unmet } from '../usage-error.ts'
import { shuffle } from './shuffle.ts'

/** The `index`-th (from 1) of `count` parts. */
export interface Shard {
  readonly index: number
  readonly count: number
}

/** @throws UsageError unless it is `i/n` with 1 ≤ i ≤ n */
export function parseShard(text: string): Shard {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? []
  if (index !== undefined && count !== undefined && index >= 1 && index <= count) return { index, count }
  throw unmet({
    code: 'SHARD_SYNTAX',
    expected: 'I/N with I from 1 to N',
    got: `\`${text}\``,
    where: '--shard',
    next: 'For example --shard 2/4.',
  })
}

/** The trials of a shard: whole blocks, dealt out in turn, in the order of the plan. */
export function takeShard(trials: readonly PlannedTrial[], { index, count }: Shard): PlannedTrial[] {
  const blocks = Map.groupBy(trials, getBlockKey)
  const dealt = dealOut([...blocks.entries()].map(([key, [first]]) => ({ key, round: first?.block ?? 0 })))
  const own = new Set(dealt.filter((_, place) => place % count === index - 1))
  return trials.filter((trial) => own.has(getBlockKey(trial)))
}

/** Trials with the same one are run in one go, on one machine. */
export function getBlockKey({ workload, update, point, block }: PlannedTrial): string {
  return [workload, update, JSON.stringify(point), block].join('\0')
}

/**
 * Round by round, and in each by lot: dealt out in their order, all blocks of an update could come to the same machine,
 * and be lost with it.
 */
function dealOut(blocks: readonly { readonly key: string; readonly round: number }[]): string[] {
  const rounds = Map.groupBy(blocks, ({ round }) => round)
  return [...rounds].flatMap(([round, own]) =>
    shuffle(
      own.map(({ key }) => key),
      0,
      round,
    ),
  )
}

export function nameShard({ index, count }: Shard): string {
  return `${index}-of-${count}`
}
