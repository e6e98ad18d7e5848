/** What comes in at the desk of a warehouse. Money is in cents. */
export type Request = Delivery | Order | Cancellation | StockQuery | BooksQuery

export type Reply = Delivered | Shipped | Waiting | Refused | Cancelled | StockReport | BooksReport

/** Goods from a supplier: a lot of one item, at its cost a unit. */
export interface Delivery {
  readonly kind: 'delivery'
  readonly item: number
  readonly quantity: number
  readonly cost: number
}

export interface Order {
  readonly kind: 'order'
  readonly customer: number
  readonly item: number
  readonly quantity: number
}

/** Takes back the customer's oldest order of the item that still waits. */
interface Cancellation {
  readonly kind: 'cancel'
  readonly customer: number
  readonly item: number
}

interface StockQuery {
  readonly kind: 'stock'
  readonly item: number
}

interface BooksQuery {
  readonly kind: 'books'
}

/** A lot has been stored, and orders that waited for it have been shipped. */
interface Delivered {
  readonly kind: 'delivered'
  readonly onHand: number
  /** Orders shipped, and what their goods had cost. */
  readonly shipped: number
  readonly cost: number
}

interface Shipped {
  readonly kind: 'shipped'
  readonly onHand: number
  /** What the goods had cost. */
  readonly cost: number
  /** The item is to be ordered from its supplier. */
  readonly reorder: boolean
}

interface Waiting {
  readonly kind: 'waiting'
  /** Place among the orders that wait for the item, from 1. */
  readonly place: number
}

/** There is no room for the lot, or too many wait for the item. */
interface Refused {
  readonly kind: 'refused'
  /** 0 is for releases that do not tell; 1 no room for the lot, 2 too many orders wait. */
  readonly reason: 0 | 1 | 2
}

interface Cancelled {
  readonly kind: 'cancelled'
  /** Units of the order; 0 if none waited. */
  readonly quantity: number
}

interface StockReport {
  readonly kind: 'stock'
  readonly onHand: number
  readonly lots: number
  readonly value: number
  readonly waiting: number
}

export interface BooksReport {
  readonly kind: 'books'
  /** Units that came and went, in all. */
  readonly unitsIn: number
  readonly unitsOut: number
  /** Of all goods shipped, and of those in store. */
  readonly costOfSales: number
  readonly value: number
}

/** Some of an item that came together. */
export interface Lot {
  readonly item: number
  readonly cost: number
  quantity: number
}

export interface WaitingOrder {
  readonly customer: number
  readonly item: number
  readonly quantity: number
}
