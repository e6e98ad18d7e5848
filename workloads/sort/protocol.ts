/** What clients ask of the service. Series are numbered; values are multiples of 1/8. */
export type Request = Store | Sort | Rank | Quantile | Merge | StatisticsQuery

export type Reply = Summary | Position | Statistics

/** Sorts measurements and keeps them as a series, in place of what had that number. */
export interface Store {
  readonly kind: 'store'
  readonly series: number
  readonly values: Float64Array
}

/** Sorts measurements and keeps nothing. */
export interface Sort {
  readonly kind: 'sort'
  readonly values: Float64Array
  readonly order: Order
}

/** `whole`: by the whole part alone, and otherwise as they came. */
export type Order = 'ascending' | 'descending' | 'whole'

/** How many values of a series are below a value? */
export interface Rank {
  readonly kind: 'rank'
  readonly series: number
  readonly value: number
}

/** Which value of a series has `share`/100 of its values before it? */
export interface Quantile {
  readonly kind: 'quantile'
  readonly series: number
  readonly share: number
}

/** Puts the values of two series together in a third. */
export interface Merge {
  readonly kind: 'merge'
  readonly first: number
  readonly second: number
  readonly into: number
}

interface StatisticsQuery {
  readonly kind: 'statistics'
}

/** What was sorted or put together. */
export interface Summary {
  readonly kind: 'summary'
  readonly count: number
  readonly first: number
  readonly last: number
  /** Of all values in their order: clients compare it with that of the copy they get by another way. */
  readonly checksum: number
  /** In what order; before there was a choice it was always ascending. */
  readonly order: Order
}

/** Answers `rank` and `quantile`. */
export interface Position {
  readonly kind: 'position'
  readonly place: number
  /** At that place; 0 behind the last. */
  readonly value: number
}

export interface Statistics {
  readonly kind: 'statistics'
  readonly series: number
  /** Requests that had something sorted, and the values that were. */
  readonly batches: number
  readonly values: number
}
