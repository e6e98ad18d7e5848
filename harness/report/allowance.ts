import type { AllowanceDescription } from '../store/record.ts'
import { formatNumber } from './format.ts'

const yearMs = 365.25 * 24 * 3_600_000

/** What part of a year's allowance so much downtime is. */
export function getAllowanceShare(downtimeMs: number, allowance: AllowanceDescription): number {
  return downtimeMs / getYearlyMs(allowance)
}

/** `two hours in 40 years, so 180 s a year` */
export function describeAllowance(allowance: AllowanceDescription): string {
  return `${allowance.name}, so ${formatNumber(getYearlyMs(allowance) / 1000)} s a year`
}

/** `0.034 %` */
export function formatShare(share: number): string {
  return `${formatNumber(share * 100)} %`
}

function getYearlyMs({ downtimeMs, perMs }: AllowanceDescription): number {
  return (downtimeMs / perMs) * yearMs
}
