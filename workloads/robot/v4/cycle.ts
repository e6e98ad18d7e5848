import type { Frame, Setpoints } from '../protocol.ts'
import { drive } from './drives.ts'
import { advance, hasArrived } from './motion.ts'

/** One cycle: where to go from here is decided before the drives are told, so cycles take effect in their order. */
export async function cycle({ deviations }: Frame): Promise<Setpoints> {
  const steps = advance()
  const arrived = hasArrived()
  const currents = await drive(steps, deviations)
  return { kind: 'setpoints', steps, currents, arrived, echo: 0 }
}
