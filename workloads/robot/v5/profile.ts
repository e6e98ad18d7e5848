/** Metres a cycle: 2 m/s. */
const topSpeed = 0.002
/** Metres a cycle, each cycle: 20 m/s². */
const acceleration = 0.000_02

/**
 * Length of the next cycle's step. Acceleration grows from a quarter and falls back to it before the top speed is
 * reached, so that nothing swings; braking is as it was.
 */
export function nextSpeed(speed: number, remaining: number): number {
  const share = speed / topSpeed
  const gained = acceleration * (0.25 + 3 * share * (1 - share))
  const stopping = Math.sqrt(2 * acceleration * remaining)
  return Math.min(speed + gained, topSpeed, stopping, remaining)
}
