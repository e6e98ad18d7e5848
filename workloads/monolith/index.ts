import type { Workload } from '../contract.ts'
import { createModel } from './model.ts'
import type { Reply, Request } from './protocol.ts'
import { createTraffic, parameters } from './traffic.ts'

/** A warehouse's desk, all of it in `main`: what no system that updates procedures can update. */
export const workload = {
  name: 'monolith',
  summary: 'keeps a warehouse and its books, all in one procedure, until that is split up',
  folder: import.meta.dirname,
  updates: [
    {
      name: 'fix',
      from: 'v1',
      to: 'v2',
      kinds: ['body-stateful', 'active'],
      why: 'An order that took from two lots was booked as if all had cost what the older one did.',
    },
    {
      name: 'data',
      from: 'v2',
      to: 'v3',
      kinds: ['state', 'body-stateful', 'active'],
      sameEffects: true,
      why: 'Each order searched the lots of all items.',
      support: 'updates/data.ts',
      backOut: 'updates/data-back-out.ts',
    },
    {
      name: 'split',
      from: 'v3',
      to: 'v4',
      kinds: ['add', 'body', 'active'],
      sameEffects: true,
      why: 'Who is refused asks for the reason, and nobody dares to touch a procedure of that length again.',
    },
    {
      name: 'reorder',
      from: 'v4',
      to: 'v5',
      kinds: ['body'],
      sameEffects: true,
      why: 'Suppliers deliver late, so the last lot of an item is the time to order it.',
    },
  ],
  parameters,
  traffic: createTraffic,
  model: createModel,
} as const satisfies Workload<Request, Reply>
