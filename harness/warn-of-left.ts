import type { History } from './load/history.ts'
import type { Metrics, Role, Warning } from './store/record.ts'

/** Of what a program can serve: at such a load its queues are short. */
const bearableShare = 0.7

/** A program that serves far less than it is offered is not waited for: what that means for the figures, and what to do. */
export function warnOfLeft(
  { leftDueMs, segments }: History,
  { capacityBefore }: Pick<Metrics, 'capacityBefore'>,
  role: Role,
): Warning[] {
  const [left, firstMs] = [leftDueMs.length, leftDueMs[0]]
  const measured = segments.find(({ name }) => name === 'measured')
  if (firstMs === undefined || measured === undefined) return []
  const offered = left + measured.end - measured.first
  const share = ((100 * left) / offered).toFixed(0)
  const waitedS = ((measured.endMs - firstMs) / 1000).toFixed(1)
  const where = role === 'strategy' ? '' : `In the control \`${role}\` `
  const rate = Math.max(1, Math.floor(bearableShare * capacityBefore))
  return [
    {
      code: 'queue-left',
      message: `${where}${left.toLocaleString('en')} of the ${offered.toLocaleString('en')} requests offered (${share} %) were left in the queue: never handed out, so neither lost nor wrong. The first of them had waited for ${waitedS} s. They count as late, and in the latencies with the time that they had waited.`,
      remedy: `Offer less, a rate of its own for example: --load open:${rate}/s.`,
    },
  ]
}
