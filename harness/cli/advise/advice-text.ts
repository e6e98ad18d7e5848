import type { Advice, Wish } from '../../report/advise/advise.ts'
import { needs } from '../../report/advise/needs.ts'
import { formatCount, formatNumber } from '../../report/format.ts'
import type { Paint, Style } from '../../report/paint.ts'

const styles = { yes: 'green', perhaps: 'yellow', no: 'dim' } as const satisfies Record<Advice['answer'], Style>

/** Strategies, the best first, each with what stands in the way. */
export function describeAdvice(set: string, wish: Wish, advices: readonly Advice[], paint: Paint): string {
  const width = Math.max(...advices.map(({ strategy }) => strategy.length))
  return `${[
    `Asked of ${set}: ${describeWish(wish)}.`,
    '',
    ...advices.flatMap(({ strategy, answer, updates, reasons }) => [
      `${paint('bold', strategy.padEnd(width))}  ${paint(styles[answer], answer.padEnd(7))}  ${updates.yes} of ${formatCount(updates.yes + updates.perhaps + updates.no, 'update')}`,
      ...reasons.map((reason) => `${' '.repeat(width)}  ${reason}`),
    ]),
    '',
    'yes: every such update completed in every trial without violation, and the 95 % interval keeps the limits; perhaps: more blocks would tell.',
  ].join('\n')}\n`
}

function describeWish({ limits, kinds, workloads }: Wish): string {
  const limited = needs.flatMap(({ key, kind, summary }) => {
    const limit = limits[key]
    if (limit === undefined) return []
    return [`${summary} ${key.startsWith('min') ? '≥' : '≤'} ${formatNumber(limit)}${kind === 'time' ? ' ms' : ''}`]
  })
  return [
    ...(limited.length === 0 ? ['updates that are done rightly'] : limited),
    ...(kinds.length === 0 ? [] : [`for changes of kind ${kinds.join(' or ')}`]),
    ...(workloads.length === 0 ? [] : [`on ${workloads.join(', ')}`]),
  ].join('; ')
}
