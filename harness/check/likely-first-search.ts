import { LinearizationSearch, type Explained, type Operation, type Orders, type Sequential } from './linearizability.ts'

/** What was asked of a search, and explained. */
type Event<Request> = { readonly begun: Operation<Request> } | { readonly ended: number }

/**
 * A search that looks at likely orders first, and at every order from the start only once those explain a reply no more.
 * Where hundreds of requests overlap the orders are too many to hold, though most of the time the first one is right.
 */
export class LikelyFirstSearch<Request, State> {
  readonly #create: (orders: Orders) => LinearizationSearch<Request, State>
  #search: LinearizationSearch<Request, State>
  /** All so far; undefined once every order is looked at. */
  #events: Event<Request>[] | undefined = []

  constructor(meaning: Sequential<Request, State>, initial: State, isTimeUp?: () => boolean) {
    this.#create = (orders) => new LinearizationSearch(meaning, initial, isTimeUp, orders)
    this.#search = this.#create('likely')
  }

  get states(): readonly State[] {
    return this.#search.states
  }

  begin(operation: Operation<Request>): void {
    this.#events?.push({ begun: operation })
    this.#search.begin(operation)
  }

  end(id: number, versions?: readonly string[]): Explained {
    const explained = this.#search.end(id, versions)
    if (this.#events === undefined || explained === 'gaveUp') return explained
    if (explained === 'no') return this.#lookAtEvery(this.#events) ? this.#search.end(id, versions) : 'gaveUp'
    this.#events.push({ ended: id })
    return 'yes'
  }

  excuse(id: number, versions: readonly string[]): void {
    this.#search.excuse(id, versions)
  }

  /** Starts anew. False where the orders are too many: each reply so far is explained by some of them. */
  #lookAtEvery(events: readonly Event<Request>[]): boolean {
    this.#events = undefined
    this.#search = this.#create('every')
    for (const event of events) {
      if ('begun' in event) this.#search.begin(event.begun)
      else if (this.#search.end(event.ended) !== 'yes') return false
    }
    return true
  }
}
