import type { Summary } from '../protocol.ts'

/** FNV-1a (Fowler, Noll and Vo), over eighths. */
const offsetBasis = 0x811c9dc5
const prime = 0x0100_0193

export function summarise(values: readonly number[]): Summary {
  return {
    kind: 'summary',
    count: values.length,
    first: values[0] ?? 0,
    last: values.at(-1) ?? 0,
    checksum: checksumOf(values),
    order: 'ascending',
  }
}

function checksumOf(values: readonly number[]): number {
  let hash: number = offsetBasis
  for (const value of values) hash = Math.imul(hash ^ (8 * value), prime)
  return hash
}
