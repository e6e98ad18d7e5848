import type { Strategy } from '../../../strategies/contract.ts'
import type { Workload } from '../../../workloads/contract.ts'
import { oneSite, type Placement } from '../../host/layout.ts'
import { compileVersion } from '../../prepare.ts'

/** The sites that a strategy has for a version of a workload, and what runs at each. */
export function layOut({ layout }: Strategy, workload: Workload, version: string): readonly Placement[] {
  return layout === undefined ? oneSite : layout(compileVersion(workload, version))
}
