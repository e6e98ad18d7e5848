import type { Line } from '../../contract.ts'
import type { Lot, Reply, Request, WaitingOrder } from '../protocol.ts'

/** The lots in store by item, the oldest first. */
const lots = new Map<number, Lot[]>()
/** All orders that wait, the oldest first. */
const waiting: WaitingOrder[] = []
let unitsIn = 0
let unitsOut = 0
let costOfSales = 0

export async function main(line: Line<Request, Reply>): Promise<void> {
  for (;;) {
    const request = await line.receive()
    if (request === undefined) return
    const message = request.body
    let reply: Reply = { kind: 'refused', reason: 0 }
    if (message.kind === 'delivery') {
      const { item, quantity, cost } = message
      let onHand = 0
      for (const lot of lots.get(item) ?? []) onHand += lot.quantity
      // 400 units are what a shelf holds.
      if (onHand + quantity <= 400) {
        const shelf = lots.get(item)
        if (shelf === undefined) lots.set(item, [{ item, cost, quantity }])
        else shelf.push({ item, cost, quantity })
        unitsIn += quantity
        onHand += quantity
        let shipped = 0
        let shippedCost = 0
        // Orders that wait are served in turn, each as a whole.
        for (;;) {
          let next = -1
          for (let index = 0; index < waiting.length; index++) {
            if (waiting[index]!.item === item) {
              next = index
              break
            }
          }
          if (next === -1 || waiting[next]!.quantity > onHand) break
          const order = waiting[next]!
          waiting.splice(next, 1)
          let open = order.quantity
          for (const lot of lots.get(item) ?? []) {
            if (open === 0) break
            const taken = Math.min(open, lot.quantity)
            lot.quantity -= taken
            open -= taken
            shippedCost += taken * lot.cost
          }
          lots.set(
            item,
            (lots.get(item) ?? []).filter((lot) => lot.quantity > 0),
          )
          onHand -= order.quantity
          unitsOut += order.quantity
          shipped++
        }
        costOfSales += shippedCost
        reply = { kind: 'delivered', onHand, shipped, cost: shippedCost }
      }
    } else if (message.kind === 'order') {
      const { customer, item, quantity } = message
      let onHand = 0
      for (const lot of lots.get(item) ?? []) onHand += lot.quantity
      let before = 0
      for (const order of waiting) if (order.item === item) before++
      if (before > 0 || quantity > onHand) {
        // Who comes later waits behind who came earlier; eight can wait for an item.
        if (before < 8) {
          waiting.push({ customer, item, quantity })
          reply = { kind: 'waiting', place: before + 1 }
        }
      } else {
        let cost = 0
        let open = quantity
        for (const lot of lots.get(item) ?? []) {
          if (open === 0) break
          const taken = Math.min(open, lot.quantity)
          lot.quantity -= taken
          open -= taken
          cost += taken * lot.cost
        }
        lots.set(
          item,
          (lots.get(item) ?? []).filter((lot) => lot.quantity > 0),
        )
        onHand -= quantity
        unitsOut += quantity
        costOfSales += cost
        reply = { kind: 'shipped', onHand, cost, reorder: onHand <= 20 }
      }
    } else if (message.kind === 'cancel') {
      let quantity = 0
      for (let index = 0; index < waiting.length; index++) {
        const order = waiting[index]!
        if (order.item === message.item && order.customer === message.customer) {
          quantity = order.quantity
          waiting.splice(index, 1)
          break
        }
      }
      reply = { kind: 'cancelled', quantity }
    } else if (message.kind === 'stock') {
      let onHand = 0
      let count = 0
      let value = 0
      for (const lot of lots.get(message.item) ?? []) {
        onHand += lot.quantity
        count++
        value += lot.quantity * lot.cost
      }
      let before = 0
      for (const order of waiting) if (order.item === message.item) before++
      reply = { kind: 'stock', onHand, lots: count, value, waiting: before }
    } else {
      let value = 0
      for (const shelf of lots.values()) for (const lot of shelf) value += lot.quantity * lot.cost
      reply = { kind: 'books', unitsIn, unitsOut, costOfSales, value }
    }
    line.reply(request, reply)
  }
}
