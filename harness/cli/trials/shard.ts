import type { PlannedTrial } from '../../store/set-plan.ts'
import { unmet } from '../usage-error.ts'

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

/** The trials of a shard: whole blocks, dealt out in turn. */
export function takeShard(trials: readonly PlannedTrial[], { index, count }: Shard): PlannedTrial[] {
  const blocks = Map.groupBy(trials, ({ workload, update, block }) => `${workload}\0${update}\0${block}`)
  return [...blocks.values()].filter((_, place) => place % count === index - 1).flat()
}

export function nameShard({ index, count }: Shard): string {
  return `${index}-of-${count}`
}
