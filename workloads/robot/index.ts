import type { Workload } from '../contract.ts'
import { createModel } from './model.ts'
import type { Reply, Request } from './protocol.ts'
import { createTraffic, parameters } from './traffic.ts'

/** A robot's controller: a cycle each millisecond, each with a deadline, and procedures that must agree on their units. */
export const workload = {
  name: 'robot',
  summary: 'moves a gantry robot from point to point, with a control cycle each millisecond',
  folder: import.meta.dirname,
  updates: [
    {
      name: 'metres',
      from: 'v1',
      to: 'v2',
      kinds: ['body', 'group'],
      sameEffects: true,
      why: 'All lengths become metres, as in the rest of the plant: a mixture of both is a wrong move.',
      support: 'updates/metres.ts',
      backOut: 'updates/metres-back-out.ts',
    },
    {
      name: 'smooth',
      from: 'v2',
      to: 'v3',
      kinds: ['body'],
      why: 'Full acceleration from a standstill lets the tool swing.',
    },
    {
      name: 'six-axes',
      from: 'v3',
      to: 'v4',
      kinds: ['interface', 'body', 'body-stateful'],
      why: 'The gantry has been given a wrist with three axes of its own.',
      support: 'updates/six-axes.ts',
      backOut: 'updates/six-axes-back-out.ts',
    },
    {
      name: 'loop',
      from: 'v4',
      to: 'v5',
      kinds: ['active', 'body'],
      sameEffects: true,
      why: 'A reply that does not say which message it answers hides that the bus has lost one.',
    },
  ],
  components: {
    planner: [
      'main.ts',
      'serve.ts',
      'cycle.ts',
      'motion.ts',
      'profile.ts',
      'scale.ts',
      'wire.ts',
      'workspace.ts',
      'points.ts',
      'moves.ts',
      'status.ts',
    ],
    drives: ['drives.ts', 'servo.ts'],
  },
  parameters,
  deadlineMs: 1,
  load: { rate: 1000, arrivals: 'constant' },
  traffic: createTraffic,
  model: createModel,
} as const satisfies Workload<Request, Reply>
