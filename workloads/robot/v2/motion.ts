import { addresses, axes } from './axes.ts'
import { takeMove } from './moves.ts'
import { countsOf } from './points.ts'
import { nextSpeed } from './profile.ts'
import { toCounts, toLength, wholeCounts } from './scale.ts'

/** Where the tool is and goes to, in encoder counts by axis: the one unit on which nobody disagrees. */
export class Motion {
  position = new Int32Array(addresses)
  target = new Int32Array(addresses)
  /** Counts a cycle of the axis that has furthest to go. */
  speed = 0
  /** Cycles in which the tool moved. */
  cycles = 0

  distance(axis: number): number {
    return this.target[axis]! - this.position[axis]!
  }

  /** Counts that the axis with the longest way has left. */
  longestDistance(): number {
    let longest = 0
    for (let axis = 0; axis < axes; axis++) longest = Math.max(longest, Math.abs(this.distance(axis)))
    return longest
  }

  step(steps: readonly number[]): void {
    for (let axis = 0; axis < steps.length; axis++) this.position[axis] = this.position[axis]! + steps[axis]!
    this.cycles++
  }
}

export const motion = new Motion()

export function hasArrived(): boolean {
  return motion.longestDistance() === 0
}

/**
 * Point-to-point motion with all axes in step: the axis with the longest way sets the pace, and the others cover the same
 * share of theirs.
 */
export function advance(): number[] {
  if (hasArrived()) startNextMove()
  const steps = Array.from({ length: axes }, () => 0)
  if (hasArrived()) return steps
  const remaining = toLength(motion.longestDistance())
  motion.speed = wholeCounts(nextSpeed(toLength(motion.speed), remaining))
  const share = toLength(motion.speed) / remaining
  for (let axis = 0; axis < axes; axis++) steps[axis] = toCounts(toLength(motion.distance(axis)) * share)
  motion.step(steps)
  return steps
}

/** From a standstill towards the point that has waited longest. */
function startNextMove(): void {
  motion.speed = 0
  const point = takeMove()
  if (point >= 0) aim(countsOf(point, 0), countsOf(point, 1), countsOf(point, 2))
}

/** Sets the target, in encoder counts. */
export function aim(x: number, y: number, z: number): void {
  motion.target[0] = x
  motion.target[1] = y
  motion.target[2] = z
}
