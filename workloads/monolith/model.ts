import type { Model } from '../contract.ts'
import type { Delivery, Order, Reply, Request } from './protocol.ts'

export function createModel(): Model<Request, Reply> {
  return new WarehouseModel()
}

/** Units of an item, the oldest first, each by itself: what it cost, and which delivery it came with. */
interface Shelf {
  readonly costs: number[]
  readonly deliveries: number[]
  readonly waiting: { readonly customer: number; readonly quantity: number }[]
}

/** What an operation makes of the state, worked out before anything is changed. */
interface Effect {
  readonly reply: Reply
  readonly make: () => void
}

/** The warehouse as its specification says (see the README): each unit by itself. */
class WarehouseModel implements Model<Request, Reply> {
  readonly #shelves = new Map<number, Shelf>()
  #deliveries = 0
  #unitsIn = 0
  #unitsOut = 0
  #costOfSales = 0
  #value = 0
  /** The last reply's effect, for `apply` follows `reply`; void as soon as the state moves. */
  #served: { readonly request: Request; readonly version: string; readonly effect: Effect } | undefined

  reply(request: Request, version: string): Reply {
    return this.#serve(request, version).reply
  }

  apply(request: Request, version: string): void {
    const { make } = this.#serve(request, version)
    this.#served = undefined
    make()
  }

  #serve(request: Request, version: string): Effect {
    const served = this.#served
    if (served?.request === request && served.version === version) return served.effect
    const effect = this.#work(request, version)
    this.#served = { request, version, effect }
    return effect
  }

  #work(request: Request, version: string): Effect {
    switch (request.kind) {
      case 'delivery':
        return this.#deliver(request, version)
      case 'order':
        return this.#order(request, version)
      case 'cancel': {
        const { waiting } = this.#shelf(request.item)
        const place = waiting.findIndex(({ customer }) => customer === request.customer)
        return {
          reply: { kind: 'cancelled', quantity: waiting[place]?.quantity ?? 0 },
          make: () => {
            if (place >= 0) waiting.splice(place, 1)
          },
        }
      }
      case 'stock': {
        const { costs, deliveries, waiting } = this.#shelf(request.item)
        const lots = new Set(deliveries).size
        const value = sum(costs, 0, costs.length)
        return ask({ kind: 'stock', onHand: costs.length, lots, value, waiting: waiting.length })
      }
      case 'books':
        return ask({
          kind: 'books',
          unitsIn: this.#unitsIn,
          unitsOut: this.#unitsOut,
          costOfSales: this.#costOfSales,
          value: this.#value,
        })
    }
  }

  #deliver({ item, quantity, cost }: Delivery, version: string): Effect {
    const shelf = this.#shelf(item)
    const { costs, deliveries, waiting } = shelf
    const all = costs.length + quantity
    if (all > 400) return ask(refuse(1, version))
    const costsNow = [...costs, ...Array.from({ length: quantity }, () => cost)]
    let gone = 0
    let booked = 0
    let shipped = 0
    for (const order of waiting) {
      if (gone + order.quantity > all) break
      booked += book(costsNow, gone, gone + order.quantity, version)
      gone += order.quantity
      shipped++
    }
    return {
      reply: { kind: 'delivered', onHand: all - gone, shipped, cost: booked },
      make: () => {
        this.#deliveries++
        this.#unitsIn += quantity
        this.#value += quantity * cost
        for (let unit = 0; unit < quantity; unit++) {
          costs.push(cost)
          deliveries.push(this.#deliveries)
        }
        waiting.splice(0, shipped)
        this.#ship(shelf, gone, booked)
      },
    }
  }

  #order({ customer, item, quantity }: Order, version: string): Effect {
    const shelf = this.#shelf(item)
    const { costs, deliveries, waiting } = shelf
    if (waiting.length === 0 && quantity <= costs.length) {
      const onHand = costs.length - quantity
      const cost = book(costs, 0, quantity, version)
      const isLastLot = onHand === 0 || deliveries[quantity] === deliveries.at(-1)
      const reorder = onHand <= 20 || (releaseOf(version) >= 5 && isLastLot)
      return {
        reply: { kind: 'shipped', onHand, cost, reorder },
        make: () => this.#ship(shelf, quantity, cost),
      }
    }
    if (waiting.length >= 8) return ask(refuse(2, version))
    return {
      reply: { kind: 'waiting', place: waiting.length + 1 },
      make: () => void waiting.push({ customer, quantity }),
    }
  }

  /** The oldest units leave. */
  #ship({ costs, deliveries }: Shelf, units: number, booked: number): void {
    this.#value -= sum(costs, 0, units)
    this.#unitsOut += units
    this.#costOfSales += booked
    costs.splice(0, units)
    deliveries.splice(0, units)
  }

  #shelf(item: number): Shelf {
    let shelf = this.#shelves.get(item)
    if (shelf === undefined) this.#shelves.set(item, (shelf = { costs: [], deliveries: [], waiting: [] }))
    return shelf
  }
}

function ask(reply: Reply): Effect {
  return { reply, make: () => undefined }
}

/** From v4 on, whoever is refused is told why. */
function refuse(reason: 1 | 2, version: string): Reply {
  return { kind: 'refused', reason: releaseOf(version) >= 4 ? reason : 0 }
}

/** What goods that leave together are booked at: from v2 on what they had cost, before as if all were of the oldest lot. */
function book(costs: readonly number[], from: number, to: number, version: string): number {
  return releaseOf(version) >= 2 ? sum(costs, from, to) : (to - from) * costs[from]!
}

function sum(costs: readonly number[], from: number, to: number): number {
  let total = 0
  for (let unit = from; unit < to; unit++) total += costs[unit]!
  return total
}

const releases: Readonly<Record<string, number>> = { v1: 1, v2: 2, v3: 3, v4: 4, v5: 5 }

function releaseOf(version: string): number {
  const release = releases[version]
  if (release === undefined) {
    throw new Error(`No release ${version}; expected one of ${Object.keys(releases).join(', ')}.`)
  }
  return release
}
