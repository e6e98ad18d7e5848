import { formatNumber } from '../../report/format.ts'
import { usualVoidRules, type VoidRules } from '../../store/void-rules.ts'
import { parseAmount } from '../parse-amount.ts'
import { unknownName } from '../nearest.ts'
import { unmet } from '../usage-error.ts'

interface RuleOption {
  readonly rule: keyof VoidRules
  readonly kind: Parameters<typeof parseAmount>[1]
  readonly least: number
  readonly most: number
  readonly range: string
  readonly describe: (limit: number) => string
}

const share = { kind: 'ratio', least: 0, most: 1, range: 'from 0 to 100%' } as const
const percent = (limit: number): string => `${formatNumber(limit * 100)} %`

/** What can be said of each rule, by its name on the command line. */
const options: Readonly<Record<string, RuleOption>> = {
  steal: {
    ...share,
    rule: 'stealShare',
    describe: (limit) => `more than ${percent(limit)} of the processors’ time goes to other machines`,
  },
  others: {
    ...share,
    rule: 'othersShare',
    describe: (limit) => `more than ${percent(limit)} of it goes to other processes`,
  },
  speed: {
    rule: 'calibrationFactor',
    kind: 'count',
    least: 1,
    most: Infinity,
    range: 'of 1 or more',
    describe: (limit) => `the machine is more than ${formatNumber(limit)} times slower or faster than usual`,
  },
  lag: {
    rule: 'lagMs',
    kind: 'time',
    least: 0,
    most: Infinity,
    range: 'of 0 or more',
    describe: (limit) => `an idle process waits for more than ${formatNumber(limit)} ms`,
  },
}

/**
 * The rules of a plan by which a block is void: the usual ones but for those named, as `lag=50ms`; undefined for `none`.
 * @param fallback where nothing is said
 * @throws UsageError
 */
export function parseVoidRules(texts: readonly string[], fallback: VoidRules | undefined): VoidRules | undefined {
  if (texts.length === 0) return fallback
  if (texts.length === 1 && texts[0] === 'none') return undefined
  const named = texts.filter((text) => text !== 'usual').map(parseRule)
  return { ...usualVoidRules, ...Object.fromEntries(named) }
}

function parseRule(text: string): [keyof VoidRules, number] {
  const [, name, amount] = /^([^=]+)=(.+)$/.exec(text) ?? []
  if (name === undefined || amount === undefined)
    throw unmet({
      code: 'VOID_SYNTAX',
      expected: '`none`, `usual`, or rules with their limits',
      got: `\`${text}\``,
      where: '--void',
      next: `For example --void steal=5%,others=10%,speed=1.3,lag=50ms; what is not named is as usual.`,
    })
  const option = Object.hasOwn(options, name) ? options[name] : undefined
  if (option === undefined) throw unknownName('--void', 'rule', name, Object.keys(options))
  const limit = parseAmount(amount, option.kind, `--void ${name}`)
  if (limit >= option.least && limit <= option.most) return [option.rule, limit]
  throw unmet({
    code: 'VOID_RANGE',
    expected: `a limit ${option.range}`,
    got: `\`${amount}\``,
    where: `--void ${name}`,
    next: 'A machine always takes its time; without any rule, write --void none.',
  })
}

/** What a dry run says of them. */
export function describeVoidRules(rules: VoidRules | undefined): string {
  if (rules === undefined) return 'No block will be void, whatever the machine does.'
  const texts = Object.values(options).map(({ rule, describe }) => describe(rules[rule]))
  return `A block will be void if during one of its trials ${texts.slice(0, -1).join(', ')}, or ${texts.at(-1)}.`
}
