import type { Model, Traffic } from '../../workloads/contract.ts'
import type { History, ProgramError, Segment, UpdateMarks } from '../load/history.ts'
import { Random } from '../load/random.ts'

/** A counter in two versions, for tests of the checker and of the measures. */
export type CounterRequest =
  /** v1 adds the amount, v2 twice the amount; either replies the new total, v2 as a negative number. */
  | { readonly kind: 'add'; readonly amount: number }
  /** Both versions reply the same, and change nothing. */
  | { readonly kind: 'echo'; readonly value: number }
  | { readonly kind: 'total' }

export const counterTraffic: Traffic<CounterRequest, number> = {
  setup: 0,
  probes: 4,
  request: (id, random) =>
    id % 4 === 3 ? { kind: 'echo', value: random.below(1000) } : { kind: 'add', amount: 1 + random.below(9) },
  probe: () => ({ kind: 'total' }),
  digest: (reply) => Math.imul(reply + 1, 0x9e37_79b1),
}

export function createCounter(): Model<CounterRequest, number> {
  let total = 0
  const added = (request: CounterRequest, version: string): number =>
    request.kind === 'add' ? request.amount * (version === 'v2' ? 2 : 1) : 0
  return {
    reply: (request, version) => {
      if (request.kind === 'echo') return request.value
      const reply = total + added(request, version)
      return version === 'v2' ? -reply : reply
    },
    apply: (request, version) => {
      total += added(request, version)
    },
  }
}

export interface SyntheticOptions {
  readonly seed: number
  readonly segments: readonly Segment[]
  /** Which version serves a request. */
  readonly versionOf?: (id: number) => string
  readonly update?: UpdateMarks
  readonly errors?: readonly ProgramError[]
  /** Of a request that is not served at all, and so changes nothing. */
  readonly isDropped?: (id: number) => boolean
  /** Intended arrivals of requests that were left in the queue. */
  readonly leftDueMs?: readonly number[]
}

/** How long after its intended arrival the synthetic program replies, in ms. */
export const serviceMs = 0.25

/** The history of a program without fault: requests are due at equal intervals and answered 0.25 ms later, in order. */
export function createHistory(options: SyntheticOptions): History {
  const {
    seed,
    segments,
    versionOf = () => 'v1',
    update,
    errors = [],
    isDropped = () => false,
    leftDueMs = [],
  } = options
  const count = segments.at(-1)?.end ?? 0
  const history = {
    count,
    dueMs: new Float64Array(count),
    doneMs: new Float64Array(count),
    digest: new Uint32Array(count),
    replies: new Uint8Array(count),
    rank: new Uint32Array(count),
    takenAfter: new Uint32Array(count),
    segments,
    leftDueMs: Float64Array.from(leftDueMs),
    errors,
    ...(update === undefined ? {} : { update }),
  }
  const [counter, random] = [createCounter(), new Random()]
  let rank = 0
  for (const { name, first, end, startMs, endMs } of segments) {
    for (let id = first; id < end; id++) {
      history.dueMs[id] = startMs + ((id - first) * (endMs - startMs)) / (end - first)
      history.takenAfter[id] = rank
      if (isDropped(id)) continue
      const request =
        name === 'probes' ? counterTraffic.probe(id - first) : counterTraffic.request(id, random.reseed(seed, id))
      history.doneMs[id] = history.dueMs[id]! + serviceMs
      history.digest[id] = counterTraffic.digest(counter.reply(request, versionOf(id)))
      history.replies[id] = 1
      history.rank[id] = rank++
      counter.apply(request, versionOf(id))
    }
  }
  return history
}
