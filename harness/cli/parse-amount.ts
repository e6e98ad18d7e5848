import { unmet } from './usage-error.ts'

const examples = { time: '1ms, 0.5ms or 2s', ratio: '0.95 or 95%', count: '2' } as const

/**
 * A time in ms, a ratio, or a count.
 * @throws UsageError
 */
export function parseAmount(text: string, kind: keyof typeof examples, where: string): number {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)\s*(ms|s|%)?$/.exec(text.trim()) ?? []
  const units: Readonly<Record<string, number>> = {
    time: { '': 1, ms: 1, s: 1000 },
    ratio: { '': 1, '%': 0.01 },
    count: { '': 1 },
  }[kind]
  const factor = units[unit]
  if (digits !== undefined && factor !== undefined) return Number(digits) * factor
  throw unmet({
    code: 'AMOUNT_SYNTAX',
    expected: `a ${kind}`,
    got: `\`${text}\``,
    where,
    next: `For example ${examples[kind]}.`,
  })
}
