import type { Workload } from '../contract.ts'
import { createModel } from './model.ts'
import type { Reply, Request } from './protocol.ts'
import { createTraffic, parameters } from './traffic.ts'

/** A packet router: many short requests on a large table, with control messages among them. */
export const workload = {
  name: 'router',
  summary: 'forwards packets by longest prefix match, with routes announced and withdrawn meanwhile',
  folder: import.meta.dirname,
  updates: [
    {
      name: 'checksum',
      from: 'v1',
      to: 'v2',
      kinds: ['body'],
      why: 'A change of one word needs no second pass over the header: the checksum is brought up to date (RFC 1624).',
    },
    {
      name: 'cache',
      from: 'v2',
      to: 'v3',
      kinds: ['body-stateful'],
      why: 'Each change of a route emptied the whole destination cache, and hosts with the same low bits shared a slot.',
    },
    {
      name: 'tos',
      from: 'v3',
      to: 'v4',
      kinds: ['interface', 'body'],
      why: 'Expedited traffic is to take the low-delay path, where a route has one.',
      support: 'updates/tos.ts',
      backOut: 'updates/tos-back-out.ts',
    },
    {
      name: 'multibit',
      from: 'v4',
      to: 'v5',
      kinds: ['state', 'body-stateful'],
      why: 'A lookup in the binary trie reads up to 24 nodes that are in no cache; in steps of four bits it reads six.',
      support: 'updates/multibit.ts',
      backOut: 'updates/multibit-back-out.ts',
    },
    {
      name: 'vrf',
      from: 'v5',
      to: 'v6',
      kinds: ['state', 'interface', 'body', 'body-stateful', 'interface+state'],
      why: 'Customers with overlapping addresses need routing tables of their own.',
      support: 'updates/vrf.ts',
      backOut: 'updates/vrf-back-out.ts',
    },
    {
      name: 'firewall',
      from: 'v6',
      to: 'v7',
      kinds: ['add', 'body'],
      why: 'Floods of connection requests must not get through to the servers behind the router.',
    },
  ],
  components: {
    data: [
      'main.ts',
      'dispatch.ts',
      'forward.ts',
      'checksum.ts',
      'acl.ts',
      'firewall.ts',
      'fib.ts',
      'trie.ts',
      'destination-cache.ts',
      'neighbours.ts',
      'counters.ts',
    ],
    control: ['control.ts', 'rib.ts', 'address-resolution.ts'],
  },
  parameters,
  traffic: createTraffic,
  model: createModel,
} as const satisfies Workload<Request, Reply>
