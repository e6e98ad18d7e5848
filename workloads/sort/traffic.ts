import type { Random } from '../../harness/load/random.ts'
import type { Parameter, Parameters, Traffic } from '../contract.ts'
import { digest } from './digest.ts'
import type { Order, Reply, Request, Store } from './protocol.ts'

export const parameters = {
  processes: { default: 1, minimum: 1, maximum: 64, summary: 'concurrent activations of main' },
  items: { default: 100, minimum: 2, maximum: 10_000, smoke: 40, summary: 'measurements in an ordinary batch' },
  depth: {
    default: 2500,
    minimum: 10,
    maximum: 5000,
    smoke: 1000,
    summary: 'measurements in a batch that is in order: so deep does the first quicksort go',
  },
  deep: { default: 3, minimum: 0, maximum: 1000, summary: 'batches that are in order, in 1000 requests' },
  series: { default: 64, minimum: 4, maximum: 4096, smoke: 16, summary: 'series that are kept' },
  probes: {
    default: 1000,
    minimum: 10,
    maximum: 10_000,
    smoke: 200,
    summary: 'requests at the end that show the final state',
  },
} as const satisfies Record<string, Parameter>

const orders: readonly Order[] = ['ascending', 'descending', 'whole', 'ascending']

/** First a batch for each series; then, in 1024 requests, 288 are stored, 288 sorted, 224 merged into a series or asked for. */
export function createTraffic(values: Parameters): Traffic<Request, Reply> {
  const get = (name: Exclude<keyof typeof parameters, 'processes'>): number => values[name] ?? parameters[name].default
  const [items, depth, deep, series, probes] = [get('items'), get('depth'), get('deep'), get('series'), get('probes')]

  function createRequest(random: Random): Request {
    const dice = random.next()
    const first = (dice >>> 10) % series
    if (random.below(1000) < deep) return { kind: 'store', series: first, values: inOrder(depth, random) }
    const share = dice & 1023
    if (share < 288) return createStore(first, items, random)
    if (share < 576) return { kind: 'sort', values: disorderly(items, random), order: orders[(dice >>> 20) & 3]! }
    if (share < 784) return { kind: 'rank', series: first, value: (random.next() & valueMask) / 8 }
    if (share < 976) return { kind: 'quantile', series: first, share: random.below(100) }
    if (share < 1016) return { kind: 'merge', first, second: random.below(series), into: random.below(series) }
    return { kind: 'statistics' }
  }

  return {
    setup: series,
    request: (id, random) => (id < series ? createStore(id, items, random) : createRequest(random)),
    changesState: ({ kind }) => kind === 'store' || kind === 'sort' || kind === 'merge',
    probes,
    probe: (index) => createProbe(index, series),
    digest,
  }
}

function createStore(series: number, items: number, random: Random): Store {
  return { kind: 'store', series, values: disorderly(items, random) }
}

/** Values are below 2¹⁶, in eighths. */
const valueMask = 0x7_ffff

/** One draw for all: what a batch holds must not cost more than to sort it. */
function disorderly(items: number, random: Random): Float64Array {
  let state = random.next() | 0
  const values = new Float64Array(items)
  for (let place = 0; place < items; place++) {
    state = (Math.imul(state, 0x0019_660d) + 0x3c6e_f35f) | 0
    values[place] = ((state >>> 12) & valueMask) / 8
  }
  return values
}

/** As from a log: each value is the one before or a little more. */
function inOrder(items: number, random: Random): Float64Array {
  let state = random.next() | 0
  const values = new Float64Array(items)
  let value = 0
  for (let place = 0; place < items; place++) {
    state = (Math.imul(state, 0x0019_660d) + 0x3c6e_f35f) | 0
    value += (state >>> 26) / 8
    values[place] = value
  }
  return values
}

/** Each series in turn: its lowest, its middle and its highest value, and how many it has below a thousand; then the counts. */
function createProbe(index: number, series: number): Request {
  if (index % 16 === 15) return { kind: 'statistics' }
  const asked = (index >> 2) % series
  if (index % 4 === 3) return { kind: 'rank', series: asked, value: 1000 }
  return { kind: 'quantile', series: asked, share: [0, 50, 99][index % 4]! }
}
