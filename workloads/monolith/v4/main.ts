import type { Line } from '../../contract.ts'
import type { BooksReport, Lot, Reply, Request, WaitingOrder } from '../protocol.ts'

/** The lots in store by item, the oldest first. */
const lots = new Map<number, Lot[]>()
/** All orders that wait, the oldest first. */
const waiting: WaitingOrder[] = []
let unitsIn = 0
let unitsOut = 0
let costOfSales = 0

/** What a shelf holds, in units, and how many orders can wait for an item. */
const shelfRoom = 400
const queueRoom = 8

export async function main(line: Line<Request, Reply>): Promise<void> {
  for (;;) {
    const request = await line.receive()
    if (request === undefined) return
    line.reply(request, serve(request.body))
  }
}

function serve(message: Request): Reply {
  switch (message.kind) {
    case 'delivery':
      return store(message.item, message.quantity, message.cost)
    case 'order':
      return order(message)
    case 'cancel':
      return { kind: 'cancelled', quantity: cancel(message.customer, message.item) }
    case 'stock':
      return reportStock(message.item)
    case 'books':
      return reportBooks()
  }
}

/** Stores a lot, and serves the orders that wait, each as a whole and in turn. */
function store(item: number, quantity: number, cost: number): Reply {
  if (countUnits(item) + quantity > shelfRoom) return { kind: 'refused', reason: 1 }
  lots.set(item, [...shelfOf(item), { item, cost, quantity }])
  unitsIn += quantity
  let shipped = 0
  let shippedCost = 0
  for (;;) {
    const next = findWaiting(item)
    if (next === undefined || next.quantity > countUnits(item)) break
    waiting.splice(waiting.indexOf(next), 1)
    shippedCost += take(item, next.quantity)
    shipped++
  }
  return { kind: 'delivered', onHand: countUnits(item), shipped, cost: shippedCost }
}

/** Ships an order, or has it wait behind those that came earlier. */
function order({ customer, item, quantity }: WaitingOrder): Reply {
  const before = countWaiting(item)
  if (before === 0 && quantity <= countUnits(item)) {
    const cost = take(item, quantity)
    return { kind: 'shipped', onHand: countUnits(item), cost, reorder: needsReorder(item) }
  }
  if (before >= queueRoom) return { kind: 'refused', reason: 2 }
  waiting.push({ customer, item, quantity })
  return { kind: 'waiting', place: before + 1 }
}

/** Takes goods out of the oldest lots; what they had cost. */
function take(item: number, quantity: number): number {
  let cost = 0
  let open = quantity
  for (const lot of shelfOf(item)) {
    const taken = Math.min(open, lot.quantity)
    lot.quantity -= taken
    open -= taken
    cost += taken * lot.cost
  }
  lots.set(
    item,
    shelfOf(item).filter((lot) => lot.quantity > 0),
  )
  unitsOut += quantity
  costOfSales += cost
  return cost
}

/** Units of the order that was taken back; 0 if none waited. */
function cancel(customer: number, item: number): number {
  const index = waiting.findIndex((other) => other.item === item && other.customer === customer)
  if (index === -1) return 0
  const [cancelled] = waiting.splice(index, 1)
  return cancelled!.quantity
}

function reportStock(item: number): Reply {
  return {
    kind: 'stock',
    onHand: countUnits(item),
    lots: shelfOf(item).length,
    value: valueOf(shelfOf(item)),
    waiting: countWaiting(item),
  }
}

function reportBooks(): BooksReport {
  let value = 0
  for (const shelf of lots.values()) value += valueOf(shelf)
  return { kind: 'books', unitsIn, unitsOut, costOfSales, value }
}

/** Whether an item is to be ordered from its supplier. */
function needsReorder(item: number): boolean {
  return countUnits(item) <= 20
}

function shelfOf(item: number): readonly Lot[] {
  return lots.get(item) ?? []
}

function countUnits(item: number): number {
  let units = 0
  for (const { quantity } of shelfOf(item)) units += quantity
  return units
}

function valueOf(shelf: readonly Lot[]): number {
  let value = 0
  for (const { quantity, cost } of shelf) value += quantity * cost
  return value
}

function countWaiting(item: number): number {
  let count = 0
  for (const other of waiting) if (other.item === item) count++
  return count
}

function findWaiting(item: number): WaitingOrder | undefined {
  return waiting.find((other) => other.item === item)
}
