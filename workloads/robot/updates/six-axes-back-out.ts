import type { Taught } from '../protocol.ts'
import { aim } from '../v3/motion.ts'
import { teach } from '../v3/points.ts'

/** A cycle that still moves six axes must not be given a target for three. */
export const groups = [['motion.ts#advance', 'motion.ts#startNextMove', 'motion.ts#aim']]

/** The wrist is not moved any more. */
export const interprocedures = {
  'motion.ts#aim': (x: number, y: number, z: number, _a: number, _b: number, _c: number): void => aim(x, y, z),
  'points.ts#teach': teachGantry,
}

/** The wrist's part of the point stays as it is; what it was before, the old caller is told of the gantry alone. */
export function teachGantry(
  point: number,
  x: number,
  y: number,
  z: number,
  _a: number,
  _b: number,
  _c: number,
): Taught {
  return teach(point, x, y, z)
}
