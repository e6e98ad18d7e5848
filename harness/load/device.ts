import type { Traffic } from '../../workloads/contract.ts'
import type { Device, LineHost } from './line-host.ts'
import type { LineMemory } from './line-memory.ts'
import { SiteLine } from './site-line.ts'
import { ReplicaLine, type Unit } from './replica-line.ts'

/** A unit that begins elsewhere on the line: requests before that are in its state. */
export function at<U extends Unit | undefined>(unit: U, position: number | undefined): U {
  return unit === undefined || position === undefined ? unit : { ...unit, position }
}

/** A site's end of the line: its own, or one that it serves together with other units. */
export function createDevice<Request, Reply>(
  memory: LineMemory,
  traffic: Traffic<Request, Reply>,
  unit: Unit | undefined,
  host: LineHost,
): Device<Request, Reply> {
  return unit === undefined ? new SiteLine(memory, traffic, host) : new ReplicaLine(memory, traffic, host, unit)
}
