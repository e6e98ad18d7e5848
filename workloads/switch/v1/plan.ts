/** Exchanges (the first three of the seven digits) in which there are no toll-free numbers: services, tests, premium. */
const closed = Object.freeze([211, 311, 411, 511, 555, 611, 711, 811, 911, 950, 976, 990, 991, 992, 993])

/** Carriers of the exchanges from 200, 300, … 900 on. */
const carriers = Object.freeze([288, 222, 333, 432, 444, 555, 652, 777])

export function isOpen(exchange: number): boolean {
  return exchange >= 200 && exchange <= 999 && !closed.includes(exchange)
}

/** Who carries calls to an exchange, unless the customer has chosen somebody. */
export function carrierOf(exchange: number): number {
  return carriers[Math.floor(exchange / 100) - 2]!
}
