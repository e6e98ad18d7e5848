import type { Parameter, Parameters, Traffic } from '../contract.ts'
import type { Random } from '../../harness/load/random.ts'
import { digest } from './digest.ts'
import type { Reply, Request } from './protocol.ts'

export const parameters = {
  processes: { default: 1, minimum: 1, maximum: 64, summary: 'concurrent activations of main' },
  items: { default: 200, minimum: 4, maximum: 100_000, smoke: 100, summary: 'items in the catalogue' },
  probes: { default: 200, minimum: 5, maximum: 10_000, smoke: 100, summary: 'requests at the end that show the state' },
} as const satisfies Record<string, Parameter>

/** Requests 0 … items−1 deliver a lot of each item; then come orders and deliveries, and now and then a question. */
export function createTraffic(values: Parameters): Traffic<Request, Reply> {
  const items = values['items'] ?? parameters.items.default
  const probes = values['probes'] ?? parameters.probes.default
  return {
    setup: items,
    request: (id, random) => (id < items ? createDelivery(id, random) : createRequest(items, random)),
    probes,
    probe: (index) =>
      index === probes - 1 ? { kind: 'books' } : { kind: 'stock', item: Math.floor((index * items) / probes) },
    digest,
  }
}

function createRequest(items: number, random: Random): Request {
  const dice = random.below(100)
  const item = chooseItem(items, random)
  if (dice < 46) return { kind: 'order', customer: random.below(8), item, quantity: 1 + random.below(39) }
  if (dice < 84) return createDelivery(item, random)
  if (dice < 88) return { kind: 'cancel', customer: random.below(8), item }
  return dice < 98 ? { kind: 'stock', item } : { kind: 'books' }
}

/** Prices move by a tenth of what an item costs. */
function createDelivery(item: number, random: Random): Request {
  const usual = 100 + ((item * 7919) % 4900)
  const cost = usual + random.below(1 + Math.floor(usual / 10))
  return { kind: 'delivery', item, quantity: 10 + random.below(31), cost }
}

/** Few items make up most of the business. */
function chooseItem(items: number, random: Random): number {
  return Math.min(random.below(items), random.below(items), random.below(items))
}
