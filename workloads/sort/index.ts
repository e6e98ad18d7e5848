import type { Workload } from '../contract.ts'
import { createModel } from './model.ts'
import type { Reply, Request } from './protocol.ts'
import { createTraffic, parameters } from './traffic.ts'

/** The survey's interprocedure example: integers, then reals; deep recursion and long computation without a pause. */
export const workload = {
  name: 'sort',
  summary: 'sorts batches of measurements and keeps series of them; recursion thousands of frames deep',
  folder: import.meta.dirname,
  updates: [
    {
      name: 'reals',
      from: 'v1',
      to: 'v2',
      kinds: ['interface', 'body'],
      why: 'What measurements have behind the point turns out to be more than noise.',
      support: 'updates/reals.ts',
      backOut: 'updates/reals-back-out.ts',
    },
    {
      name: 'quicksort',
      from: 'v2',
      to: 'v3',
      kinds: ['body'],
      sameEffects: true,
      why: 'A batch that comes in order takes quadratic time and thousands of frames of stack.',
    },
    {
      name: 'stable',
      from: 'v3',
      to: 'v4',
      kinds: ['move', 'add', 'delete', 'body'],
      sameEffects: true,
      why: 'Values that compare as equal are to stay as they came; what merges series can sort so.',
    },
    {
      name: 'comparator',
      from: 'v4',
      to: 'v5',
      kinds: ['add', 'body'],
      why: 'Clients want other orders than the ascending one.',
    },
  ],
  parameters,
  traffic: createTraffic,
  model: createModel,
} as const satisfies Workload<Request, Reply>
