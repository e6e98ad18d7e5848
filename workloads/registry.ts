import type { Workload } from './contract.ts'
import { workload as bank } from './bank/index.ts'
import { workload as files } from './files/index.ts'
import { workload as mail } from './mail/index.ts'
import { workload as monolith } from './monolith/index.ts'
import { workload as robot } from './robot/index.ts'
import { workload as router } from './router/index.ts'
import { workload as sort } from './sort/index.ts'
import { workload as switching } from './switch/index.ts'

/** Every workload of the suite; what the command line offers, and what the tables show. */
export const workloads = { router, bank, switch: switching, robot, files, mail, sort, monolith } satisfies Record<
  string,
  Workload
>
