import type { Workload } from './contract.ts'
import { workload as mail } from './mail/index.ts'
import { workload as monolith } from './monolith/index.ts'
import { workload as router } from './router/index.ts'

/** Every workload of the suite; what the command line offers, and what the tables show. */
export const workloads = { router, mail, monolith } satisfies Record<string, Workload>
