/** What requests mean, for the search: states are values. */
export interface Sequential<Request, State> {
  conflicts(a: Request, b: Request): boolean
  step(state: State, request: Request, version: string): { readonly digest: number; readonly state: State }
  identify(state: State): string
}

/** A request that has been handed out. */
export interface Operation<Request> {
  readonly id: number
  readonly request: Request
  /** Versions that may have served it. */
  readonly versions: readonly string[]
  /** Of its reply; absent where none ever came: then it may have taken effect at any later time, or never. */
  readonly digest?: number | undefined
}

/** `gaveUp`: the search was too large, or its time was up. Neither right nor wrong. */
export type Explained = 'yes' | 'no' | 'gaveUp'

/** Which orders of the operations are looked at. */
export type Orders = 'every' | 'likely'

/** One way in which it can have come so far. */
interface Configuration<State> {
  readonly state: State
  /** Operations that have taken effect though their reply is still to come: the bits of their slots. */
  readonly ahead: bigint
}

/** An operation that has been handed out and not answered. No two of them have the same slot. */
interface Open<Request> extends Operation<Request> {
  readonly slot: number
  readonly bit: bigint
}

/** Configurations looked at for one reply. A right history needs a handful. */
const mostConfigurations = 100_000

/**
 * Configurations with which the search goes on after a reply that none explains. What else there was could only say that
 * later replies are right after all, in a history that is wrong already.
 */
const mostExcused = 16

/** Configurations that a search of likely orders goes on with: of those that explain a reply, the first that it comes to. */
const mostLikely = 16

/** Configurations between two looks at the clock. */
const perLook = 256

/**
 * Is there an order of the operations on one key that explains all replies, and in which each takes effect between
 * being handed out and being answered? Herlihy and Wing (1990); searched after Wing and Gong (1993) with Lowe's
 * memoisation and just-in-time rule (2017), as Porcupine does, but breadth first: it holds *every* configuration that
 * explains the replies so far, and so can forget all else of the past. Where nothing overlaps that is one, and each
 * reply costs one step.
 *
 * As the history is complete, an operation is put into the order ahead of its reply only if its own reply fits there; and
 * only if it conflicts, by whatever chain, with the one that is being answered.
 *
 * A search of `likely` orders takes the order of the replies wherever that explains them, and else few others. What it
 * explains is right; what it does not explain may be right all the same.
 */
export class LinearizationSearch<Request, State> {
  readonly #meaning: Sequential<Request, State>
  readonly #isTimeUp: () => boolean
  readonly #orders: Orders
  #configurations: readonly Configuration<State>[]
  /** Handed out and not answered, by id. */
  readonly #open = new Map<number, Open<Request>>()
  readonly #freeSlots: number[] = []
  #looked = 0

  constructor(
    meaning: Sequential<Request, State>,
    initial: State,
    isTimeUp: () => boolean = () => false,
    orders: Orders = 'every',
  ) {
    this.#meaning = meaning
    this.#orders = orders
    this.#isTimeUp = isTimeUp
    this.#configurations = [{ state: initial, ahead: 0n }]
  }

  /** States that explain what has been answered so far: of each configuration one. */
  get states(): readonly State[] {
    return this.#configurations.map(({ state }) => state)
  }

  begin(operation: Operation<Request>): void {
    const slot = this.#freeSlots.pop() ?? this.#open.size
    this.#open.set(operation.id, { ...operation, slot, bit: 1n << BigInt(slot) })
  }

  /** The reply came. Unless some order explains it, nothing has changed: `excuse` goes on without it. */
  end(id: number, versions?: readonly string[]): Explained {
    const operation = this.#get(id)
    const found = this.#answer(versions === undefined ? operation : { ...operation, versions })
    if (found === undefined) return 'gaveUp'
    if (found.length === 0) return 'no'
    this.#close(operation)
    this.#configurations = found
    return 'yes'
  }

  /** Goes on as though the operation had taken effect now in any admissible way, whatever it replied; or not at all. */
  excuse(id: number, versions: readonly string[]): void {
    const operation = this.#get(id)
    this.#close(operation)
    const excused = new Configurations<State>(this.#meaning)
    for (const { state, ahead } of this.#configurations.slice(0, mostExcused)) {
      excused.add({ state, ahead })
      for (const version of versions)
        excused.add({ state: this.#meaning.step(state, operation.request, version).state, ahead })
    }
    this.#configurations = excused.all
  }

  #close({ id, slot }: Open<Request>): void {
    this.#open.delete(id)
    this.#freeSlots.push(slot)
  }

  #get(id: number): Open<Request> {
    const operation = this.#open.get(id)
    if (operation === undefined) throw new Error(`Operation ${id} is answered, and was not handed out.`)
    return operation
  }

  /** Every configuration in which the operation has taken effect; `undefined` where they are too many. */
  #answer(answered: Open<Request>): readonly Configuration<State>[] | undefined {
    const only = this.#configurations.length === 1 ? this.#configurations[0] : undefined
    if (this.#open.size === 1 && only?.ahead === 0n && answered.versions.length === 1)
      return this.#apply(only, answered, answered.versions[0]!)
    if (this.#orders === 'every') return this.#search(answered)
    const next = this.#answerNext(answered)
    return next.length > 0 ? next : this.#search(answered)
  }

  /** Configurations in which nothing else takes effect before the operation. */
  #answerNext(answered: Open<Request>): readonly Configuration<State>[] {
    const found = new Configurations<State>(this.#meaning)
    for (const each of this.#configurations) {
      const { state, ahead } = each
      if ((ahead & answered.bit) !== 0n) found.add({ state, ahead: ahead & ~answered.bit })
      else
        for (const version of answered.versions)
          for (const after of this.#apply(each, answered, version)) found.add(after)
    }
    return found.all
  }

  #search(answered: Open<Request>): readonly Configuration<State>[] | undefined {
    const candidates = this.#findCandidates(answered)
    const found = new Configurations<State>(this.#meaning)
    const seen = new Configurations<State>(this.#meaning)
    const pending = [...this.#configurations]
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (this.#orders === 'likely' && found.size >= mostLikely) break
      if (seen.size > mostConfigurations || (++this.#looked % perLook === 0 && this.#isTimeUp())) return undefined
      if ((next.ahead & answered.bit) !== 0n) {
        found.add({ state: next.state, ahead: next.ahead & ~answered.bit })
        continue
      }
      for (const candidate of candidates) {
        if ((next.ahead & candidate.bit) !== 0n) continue
        for (const { state, ahead } of candidate.versions.flatMap((version) => this.#apply(next, candidate, version))) {
          const reached = { state, ahead: ahead | candidate.bit }
          if (candidate === answered) found.add({ state, ahead })
          else if (seen.add(reached)) pending.push(reached)
        }
      }
    }
    return found.all
  }

  /** The configuration after the operation, if its reply fits. */
  #apply(
    { state, ahead }: Configuration<State>,
    { request, digest }: Operation<Request>,
    version: string,
  ): Configuration<State>[] {
    const after = this.#meaning.step(state, request, version)
    return digest === undefined || after.digest === digest ? [{ state: after.state, ahead }] : []
  }

  /** The operation, and all open ones whose order against it can matter, directly or through others. */
  #findCandidates(answered: Open<Request>): readonly Open<Request>[] {
    const candidates = [answered]
    const others = new Set(this.#open.values())
    others.delete(this.#get(answered.id))
    for (const candidate of candidates) {
      for (const other of others) {
        if (!this.#meaning.conflicts(candidate.request, other.request)) continue
        candidates.push(other)
        others.delete(other)
      }
    }
    return candidates
  }
}

/** A set of configurations. A state is identified only where another has the same operations ahead. */
class Configurations<State> {
  readonly all: Configuration<State>[] = []
  readonly #meaning: Pick<Sequential<never, State>, 'identify'>
  readonly #byAhead = new Map<bigint, { first: Configuration<State>; states?: Set<string> }>()

  constructor(meaning: Pick<Sequential<never, State>, 'identify'>) {
    this.#meaning = meaning
  }

  get size(): number {
    return this.all.length
  }

  /** Whether it is new. */
  add(configuration: Configuration<State>): boolean {
    const known = this.#byAhead.get(configuration.ahead)
    if (known === undefined) this.#byAhead.set(configuration.ahead, { first: configuration })
    else {
      known.states ??= new Set([this.#meaning.identify(known.first.state)])
      const before = known.states.size
      if (known.states.add(this.#meaning.identify(configuration.state)).size === before) return false
    }
    this.all.push(configuration)
    return true
  }
}
