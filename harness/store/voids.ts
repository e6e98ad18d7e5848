import { median } from '../stats/median.ts'
import type { Noise, TrialRecord } from './record.ts'
import type { SetPlan } from './set-plan.ts'
import type { VoidRules } from './void-rules.ts'

/** A block that is left out, because the machine did not keep still during one of its trials. */
export interface VoidBlock {
  readonly workload: string
  readonly update: string
  readonly parameters: Readonly<Record<string, number>>
  readonly block: number
  /** One sentence for each rule that a trial broke. */
  readonly reasons: readonly string[]
  /** Trials in it whose verdict is invalid: no figure depends on them any more, but they did happen. */
  readonly invalid: number
}

/** What the rules look at, and what a block is told from others by. */
type Watched = Pick<
  TrialRecord,
  | 'workload'
  | 'update'
  | 'strategy'
  | 'role'
  | 'block'
  | 'parameters'
  | 'traced'
  | 'outcome'
  | 'verdict'
  | 'noise'
  | 'environment'
>

/** A set without the blocks that its plan's rules make void; refusals and traced runs, which are not timed, stay. */
export function dropVoids<T extends Watched>(
  { settings: { voidRules } }: Pick<SetPlan, 'settings'>,
  records: readonly T[],
): { readonly records: readonly T[]; readonly voids: readonly VoidBlock[] } {
  if (voidRules === undefined) return { records, voids: [] }
  const usual = getUsualCalibration(records)
  const voids: VoidBlock[] = []
  const dropped = new Set<T>()
  for (const block of Map.groupBy(records.filter(isTimed), getBlockKey).values()) {
    const reasons = block.flatMap((record) => explainVoid(record, voidRules, usual))
    if (reasons.length === 0) continue
    const [{ workload, update, parameters, block: number }] = block as [T, ...T[]]
    const invalid = block.filter(({ verdict }) => verdict === 'invalid').length
    voids.push({ workload, update, parameters, block: number, reasons, invalid })
    for (const record of block) dropped.add(record)
  }
  return { records: records.filter((record) => !dropped.has(record)), voids }
}

export function describeVoid({ workload, update, block, reasons, invalid }: VoidBlock): string {
  const [first = '', ...others] = reasons
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  const violations = invalid === 0 ? '' : ` ${invalid} of its trials showed violations.`
  return `${workload}/${update} block ${block + 1} is void: ${first}${more}.${violations}`
}

function isTimed({ traced, outcome }: Watched): boolean {
  return traced !== true && outcome !== 'refused'
}

/** In a sweep each point has blocks of its own. */
function getBlockKey({ workload, update, block, parameters }: Watched): string {
  return [workload, update, block, JSON.stringify(parameters)].join('\0')
}

/** What the calibration loop takes on each machine: the median over its trials. */
function getUsualCalibration(records: readonly Watched[]): ReadonlyMap<string, number> {
  const hosts = new Map<string, number[]>()
  for (const { noise, environment } of records) {
    if (noise === undefined) continue
    const own = hosts.get(environment.host) ?? []
    hosts.set(environment.host, own)
    own.push(...noise.calibrationNs)
  }
  return new Map([...hosts].map(([host, own]) => [host, median(own)]))
}

function explainVoid(
  { strategy, role, noise, environment: { host, stealShare } }: Watched,
  rules: VoidRules,
  usual: ReadonlyMap<string, number>,
): string[] {
  const reasons = [
    ...exceed('of the processors’ time went to other machines', stealShare, rules.stealShare),
    ...(noise === undefined ? [] : explainNoise(noise, rules, usual.get(host) ?? 0)),
  ]
  return reasons.map((reason) => `${strategy}${role === strategy || role === 'strategy' ? '' : ` ${role}`}: ${reason}`)
}

function explainNoise({ othersShare, lagMs, calibrationNs }: Noise, rules: VoidRules, usualNs: number): string[] {
  const factors = calibrationNs.map((ns) => Math.max(ns / usualNs, usualNs / ns))
  const factor = Math.max(...factors)
  return [
    ...exceed('of the processors’ time went to other processes', othersShare, rules.othersShare),
    ...(factor > rules.calibrationFactor
      ? [`the machine was ${factor.toFixed(1)} times slower or faster than usual, limit ${rules.calibrationFactor}`]
      : []),
    ...(lagMs > rules.lagMs
      ? [`an idle process was kept waiting for ${lagMs.toFixed(0)} ms, limit ${rules.lagMs} ms`]
      : []),
  ]
}

function exceed(what: string, share: number, limit: number): string[] {
  return share > limit ? [`${(share * 100).toFixed(0)} % ${what}, limit ${(limit * 100).toFixed(0)} %`] : []
}
