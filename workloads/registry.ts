import type { Workload } from './contract.ts'
import { workload as robot } from './robot/index.ts'
import { workload as router } from './router/index.ts'
import { workload as service } from './switch/index.ts'

/** Every workload of the suite; what the command line offers, and what the tables show. */
export const workloads = { router, switch: service, robot } satisfies Record<string, Workload>
