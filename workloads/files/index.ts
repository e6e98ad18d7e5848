import type { Workload } from '../contract.ts'
import { createModel } from './model.ts'
import type { Reply, Request } from './protocol.ts'
import { createTraffic, parameters } from './traffic.ts'

/** A file server made of abstract data types: many live objects, all of which outlast an update. */
export const workload = {
  name: 'files',
  summary: 'a file server made of abstract data types, with 100,000 files that outlast each update',
  folder: import.meta.dirname,
  updates: [
    {
      name: 'bitmap',
      from: 'v1',
      to: 'v2',
      kinds: ['state', 'body-stateful'],
      sameEffects: true,
      why: 'A list of free blocks forgets which are neighbours, so that new files are scattered over the volume.',
      support: 'updates/bitmap.ts',
      backOut: 'updates/bitmap-back-out.ts',
    },
    {
      name: 'acl',
      from: 'v2',
      to: 'v3',
      kinds: ['state', 'interface', 'interface+state', 'body', 'body-stateful', 'add'],
      why: 'Owners want to give single users access to a file, without a group made for the purpose.',
      support: 'updates/acl.ts',
      backOut: 'updates/acl-back-out.ts',
    },
    {
      name: 'quota',
      from: 'v3',
      to: 'v4',
      kinds: ['body-stateful'],
      why: 'Whoever was one block below the limit could write any number beyond it.',
    },
    {
      name: 'links',
      from: 'v4',
      to: 'v5',
      kinds: ['add', 'body'],
      why: 'A file is to be found under more names than one.',
    },
    {
      name: 'cache-split',
      from: 'v5',
      to: 'v6',
      kinds: ['move', 'body', 'body-stateful', 'group'],
      sameEffects: true,
      why: 'What is cached is not the disk driver’s affair, and the next release is to have another driver.',
      support: 'updates/cache-split.ts',
      backOut: 'updates/cache-split.ts',
    },
  ],
  parameters,
  traffic: createTraffic,
  model: createModel,
} as const satisfies Workload<Request, Reply>
