import type { Consistency } from '../../workloads/contract.ts'
import type { History } from '../load/history.ts'
import type { Expectation } from './explanation.ts'
import { LikelyFirstSearch } from './likely-first-search.ts'
import type { Operation } from './linearizability.ts'

/** What the search asks of its surroundings. */
export interface OverlapHost<Request, Reply> {
  readonly consistency: Consistency<Request, Reply>
  getRequest(id: number): Request
  digest(reply: Reply): number
  /** Versions that may have served a request. */
  getVersions(id: number): readonly string[]
  /** Versions of which one may have, were the moment not what it is. */
  readonly allVersions: readonly string[]
  isTimeUp(): boolean
  /** No order explains the reply. */
  noteWrong(id: number, explainedBy: readonly string[], expectations: readonly Expectation[]): void
}

/**
 * Compares the replies of a program whose requests overlap with what its consistency allows, in the order in which they
 * came. When it happened is taken from the order of hand-outs and replies at the line, which is exact, and not from
 * clock times, which can be equal. Returns the number of replies that were not compared.
 */
export function checkOverlapping<Request, Reply>(history: History, host: OverlapHost<Request, Reply>): number {
  return new OverlapCheck(history, host).run()
}

type Search<Request> = LikelyFirstSearch<Request, unknown>

class OverlapCheck<Request, Reply> {
  readonly #history: History
  readonly #host: OverlapHost<Request, Reply>
  readonly #searches = new Map<number, Search<Request>>()
  /** Keys whose search was given up: the replies on them are no longer compared. */
  readonly #givenUp = new Set<number>()
  readonly #keys = new Map<number, number>()
  #unchecked = 0
  #begun = 0

  constructor(history: History, host: OverlapHost<Request, Reply>) {
    this.#history = history
    this.#host = host
  }

  run(): number {
    const answered = inOrderOfReply(this.#history)
    for (const [index, id] of answered.entries()) {
      if (index % 4096 === 0 && this.#host.isTimeUp()) return this.#unchecked + answered.length - index
      this.#beginUntil(this.#history.rank[id]!)
      this.#end(id)
    }
    return this.#unchecked
  }

  /** Begins all requests that had been handed out when the reply of this rank came. */
  #beginUntil(rank: number): void {
    const { count, takenAfter, replies, digest } = this.#history
    for (; this.#begun < count && takenAfter[this.#begun]! <= rank; this.#begun++) {
      const id = this.#begun
      const operation = {
        id,
        request: this.#host.getRequest(id),
        versions: this.#host.getVersions(id),
        digest: replies[id] === 0 ? undefined : digest[id],
      }
      this.#begin(operation)
    }
  }

  #begin(operation: Operation<Request>): void {
    const key = this.#host.consistency.key(operation.request)
    this.#keys.set(operation.id, key)
    if (!this.#givenUp.has(key)) this.#searchFor(key).begin(operation)
  }

  #end(id: number): void {
    const key = this.#keys.get(id)
    this.#keys.delete(id)
    if (key === undefined) throw new Error(`Request ${id} has a reply, and was not handed out before it.`)
    if (this.#givenUp.has(key)) this.#unchecked++
    else this.#judge(id, key, this.#searchFor(key))
  }

  #judge(id: number, key: number, search: Search<Request>): void {
    const explained = search.end(id)
    if (explained === 'yes') return
    if (explained === 'gaveUp') return this.#giveUp(key)
    const expectations = this.#expect(id, search)
    const others = this.#host.allVersions.filter((version) => !this.#host.getVersions(id).includes(version))
    const explainedBy: string[] = []
    for (const version of others) {
      const otherwise = search.end(id, [version])
      if (otherwise === 'gaveUp') return this.#giveUp(key)
      if (otherwise !== 'yes') continue
      explainedBy.push(version)
      break
    }
    this.#host.noteWrong(id, explainedBy, expectations)
    if (explainedBy.length === 0) search.excuse(id, this.#host.allVersions)
  }

  /** What each version replies in one state that explains all before. */
  #expect(id: number, { states: [state] }: Search<Request>): readonly Expectation[] {
    const request = this.#host.getRequest(id)
    return this.#host.allVersions.map((version) => {
      const { reply } = this.#host.consistency.step(state, request, version)
      return { version, reply, digest: this.#host.digest(reply) >>> 0 }
    })
  }

  #giveUp(key: number): void {
    this.#givenUp.add(key)
    this.#searches.delete(key)
    this.#unchecked++
  }

  #searchFor(key: number): Search<Request> {
    const known = this.#searches.get(key)
    if (known !== undefined) return known
    const { consistency } = this.#host
    const search = new LikelyFirstSearch<Request, unknown>(
      {
        conflicts: (a, b) => consistency.conflicts(a, b),
        identify: (state) => consistency.identify(state),
        step: (state, request, version) => {
          const after = consistency.step(state, request, version)
          return { digest: this.#host.digest(after.reply) >>> 0, state: after.state }
        },
      },
      consistency.initial(key),
      () => this.#host.isTimeUp(),
    )
    this.#searches.set(key, search)
    return search
  }
}

/** Requests that were answered, the first answered first. */
function inOrderOfReply({ count, replies, rank }: History): Uint32Array {
  const answered = Uint32Array.from({ length: count }, (_, id) => id).filter((id) => replies[id] !== 0)
  return answered.toSorted((a, b) => rank[a]! - rank[b]!)
}
