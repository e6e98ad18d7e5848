import type { Status } from '../protocol.ts'
import { axes } from './axes.ts'
import { reportIntegrals } from './drives.ts'
import { motion } from './motion.ts'
import { countWaiting } from './moves.ts'
import { toLength } from './scale.ts'
import { toMicrometres } from './wire.ts'

/** What the operator's panel shows. */
export async function reportStatus(): Promise<Status> {
  const micrometres = listPositions()
  const waiting = countWaiting()
  const cycles = motion.cycles
  return { kind: 'status', micrometres, waiting, cycles, integrals: await reportIntegrals(), echo: 0 }
}

function listPositions(): number[] {
  const micrometres: number[] = []
  for (let axis = 0; axis < axes; axis++) micrometres.push(toMicrometres(toLength(motion.position[axis]!)))
  return micrometres
}
