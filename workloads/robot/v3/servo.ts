/** Against wind-up: an axis that is held must not tear itself loose. */
const mostIntegral = 8000

/** A drive's controller: proportional and integral, with feed-forward of the commanded step. All in whole numbers. */
export class Servo {
  /** Sum of the deviations. */
  integral = 0

  control(step: number, deviation: number): number {
    this.integral = Math.max(-mostIntegral, Math.min(mostIntegral, this.integral + deviation))
    return 3 * step + 12 * deviation + (this.integral >> 3)
  }
}
