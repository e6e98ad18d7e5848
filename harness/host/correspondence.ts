import type { Answer, Command, Order, OrderAnswer } from './messages.ts'

/** The orders that a controller has given to one site, and who waits for their answers. */
export class Correspondence {
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  #number = 0

  /** An order to be sent, and its answer, once that has come. */
  ask(command: Command): { readonly order: Order; readonly answer: Promise<Answer> } {
    const { promise, resolve } = Promise.withResolvers<Answer>()
    const order = this.tell(command)
    this.#waiting.set(order.number, resolve)
    return { order, answer: promise }
  }

  /** An order whose answer nobody waits for. */
  tell(command: Command): Order {
    return { number: this.#number++, command }
  }

  settle({ number, answer }: OrderAnswer): void {
    this.#waiting.get(number)?.(answer)
    this.#waiting.delete(number)
  }
}
