import type { Order } from '../protocol.ts'

/** Negative where the first of two values comes before the second, 0 where it does not matter. */
export type Comparator = (first: number, second: number) => number

export function comparatorOf(order: Order): Comparator {
  switch (order) {
    case 'ascending':
      return ascending
    case 'descending':
      return descending
    case 'whole':
      return byWholePart
  }
}

function ascending(first: number, second: number): number {
  return first - second
}

function descending(first: number, second: number): number {
  return second - first
}

function byWholePart(first: number, second: number): number {
  return Math.floor(first) - Math.floor(second)
}
