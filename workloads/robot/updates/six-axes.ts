import type { Taught } from '../protocol.ts'
import { aim, motion } from '../v4/motion.ts'
import { countsOf, teach } from '../v4/points.ts'

/** Encoder counts in a degree of the wrist. */
const countsPerDegree = 1000

/** An old caller knows nothing of the wrist: it stays as it is. */
export const interprocedures = {
  'motion.ts#aim': (x: number, y: number, z: number): void =>
    aim(x, y, z, motion.target[3]!, motion.target[4]!, motion.target[5]!),
  'points.ts#teach': teachGantry,
}

/** What the old caller hears of is the gantry. */
export function teachGantry(point: number, x: number, y: number, z: number): Taught {
  const [a, b, c] = [3, 4, 5].map((axis) => countsOf(point, axis) / countsPerDegree)
  const { kind, replaced, echo } = teach(point, x, y, z, a!, b!, c!)
  return { kind, replaced: replaced.slice(0, 3), echo }
}
