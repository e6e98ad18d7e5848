import type { Arrivals } from '../load/schedule.ts'
import type { LoadRequest, SetSettings } from '../store/set-plan.ts'
import type { Workload } from '../../workloads/contract.ts'
import type { Arguments } from './arguments/arguments.ts'
import { unknownName } from './nearest.ts'
import { unmet } from './usage-error.ts'

const arrivalKinds = ['poisson', 'constant', 'bursts'] as const satisfies readonly Arrivals[]

const usualLoad = 'open:0.7'
const usualArrivals = 'poisson'

/**
 * The load that was asked for; where none was, that of each workload which has one of its own, and the usual one for the
 * others. Arrivals that are asked for hold for all.
 * @throws UsageError
 */
export function chooseLoads(
  args: Arguments,
  workloads: readonly Workload[],
  usual = usualLoad,
): Pick<SetSettings, 'load' | 'loads'> {
  const [given, arrivals] = [args.text('load'), args.text('arrivals')]
  const load = parseLoad(given ?? usual, arrivals ?? usualArrivals)
  if (given !== undefined) return { load }
  const own = workloads.flatMap((workload): [string, LoadRequest][] =>
    workload.load === undefined
      ? []
      : [[workload.name, parseLoad(`open:${workload.load.rate}/s`, arrivals ?? workload.load.arrivals)]],
  )
  return own.length === 0 ? { load } : { load, loads: Object.fromEntries(own) }
}

/**
 * `saturated`, `open:0.7` or `open:50000/s`.
 * @throws UsageError
 */
export function parseLoad(text: string, arrivals: string): LoadRequest {
  const kind = arrivalKinds.find((known) => known === arrivals)
  if (kind === undefined) throw unknownName('--arrivals', 'kind of arrivals', arrivals, arrivalKinds)
  if (text === 'saturated') return { mode: 'saturated' }
  const [, number = '', unit] = /^open:([\d.]+)(\/s)?$/.exec(text) ?? []
  const value = Number(number)
  if (unit === undefined && value > 0 && value <= 2) return { mode: 'open', share: value, arrivals: kind }
  if (unit !== undefined && value > 0) return { mode: 'open', rate: value, arrivals: kind }
  throw unmet({
    code: 'LOAD_SYNTAX',
    expected: 'saturated, open:SHARE (above 0, at most 2) or open:RATE/s',
    got: `\`${text}\``,
    where: '--load',
    next: value > 2 ? `For ${number} requests a second write open:${number}/s.` : 'For example --load open:0.7.',
  })
}
