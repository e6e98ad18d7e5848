/** Millimetres a cycle: 2 m/s. */
const topSpeed = 2
/** Millimetres a cycle, each cycle: 20 m/s². */
const acceleration = 0.02

/** Length of the next cycle's step: constant acceleration, top speed, and constant braking up to the target. */
export function nextSpeed(speed: number, remaining: number): number {
  const stopping = Math.sqrt(2 * acceleration * remaining)
  return Math.min(speed + acceleration, topSpeed, stopping, remaining)
}
