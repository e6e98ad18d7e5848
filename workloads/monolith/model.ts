import type { Model } from '../contract.ts'
import type { Delivery, Order, Reply, Request } from './protocol.ts'

export function createModel(): Model<Request, Reply> {
  return new WarehouseModel()
}

/** Units of an item that came together, one entry for each unit's cost: so the oldest unit is the first. */
interface Shelf {
  /** Cost of each unit, and which delivery it came with. */
  readonly units: { readonly cost: number; readonly delivery: number }[]
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

  reply(request: Request, version: string): Reply {
    return this.#serve(request, version).reply
  }

  apply(request: Request, version: string): void {
    this.#serve(request, version).make()
  }

  #serve(request: Request, version: string): Effect {
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
        const { units, waiting } = this.#shelf(request.item)
        const lots = new Set(units.map(({ delivery }) => delivery)).size
        return ask({ kind: 'stock', onHand: units.length, lots, value: costOf(units), waiting: waiting.length })
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
    if (shelf.units.length + quantity > 400) return ask(refuse(1, version))
    const delivery = this.#deliveries + 1
    const units = [...shelf.units, ...Array.from({ length: quantity }, () => ({ cost, delivery }))]
    let gone = 0
    let booked = 0
    let shipped = 0
    for (const order of shelf.waiting) {
      if (gone + order.quantity > units.length) break
      booked += book(units.slice(gone, gone + order.quantity), version)
      gone += order.quantity
      shipped++
    }
    return {
      reply: { kind: 'delivered', onHand: units.length - gone, shipped, cost: booked },
      make: () => {
        this.#deliveries = delivery
        this.#unitsIn += quantity
        this.#value += quantity * cost
        this.#ship(shelf, units, gone, booked)
        shelf.waiting.splice(0, shipped)
      },
    }
  }

  #order({ customer, item, quantity }: Order, version: string): Effect {
    const shelf = this.#shelf(item)
    const { units, waiting } = shelf
    if (waiting.length === 0 && quantity <= units.length) {
      const onHand = units.length - quantity
      const cost = book(units.slice(0, quantity), version)
      const isLastLot = new Set(units.slice(quantity).map(({ delivery }) => delivery)).size < 2
      const reorder = onHand <= 20 || (releaseOf(version) >= 5 && isLastLot)
      return {
        reply: { kind: 'shipped', onHand, cost, reorder },
        make: () => this.#ship(shelf, units, quantity, cost),
      }
    }
    if (waiting.length >= 8) return ask(refuse(2, version))
    return {
      reply: { kind: 'waiting', place: waiting.length + 1 },
      make: () => void waiting.push({ customer, quantity }),
    }
  }

  /** Of all these units, the oldest leave and the others stay on the shelf. */
  #ship(shelf: Shelf, units: Shelf['units'], gone: number, booked: number): void {
    this.#value -= costOf(units.slice(0, gone))
    this.#unitsOut += gone
    this.#costOfSales += booked
    shelf.units.splice(0, Infinity, ...units.slice(gone))
  }

  #shelf(item: number): Shelf {
    let shelf = this.#shelves.get(item)
    if (shelf === undefined) this.#shelves.set(item, (shelf = { units: [], waiting: [] }))
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
function book(units: Shelf['units'], version: string): number {
  return releaseOf(version) >= 2 ? costOf(units) : units.length * units[0]!.cost
}

function costOf(units: Shelf['units']): number {
  return units.reduce((sum, { cost }) => sum + cost, 0)
}

const releases: Readonly<Record<string, number>> = { v1: 1, v2: 2, v3: 3, v4: 4, v5: 5 }

function releaseOf(version: string): number {
  const release = releases[version]
  if (release === undefined) {
    throw new Error(`No release ${version}; expected one of ${Object.keys(releases).join(', ')}.`)
  }
  return release
}
