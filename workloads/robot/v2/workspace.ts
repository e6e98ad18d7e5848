/** Soft limits of the axes, in metres. */
const lower = Object.freeze([0, 0, 0])
const upper = Object.freeze([1, 1, 0.4])

/** The nearest place that the axis may go to. */
export function clamp(axis: number, length: number): number {
  return Math.min(Math.max(length, lower[axis]!), upper[axis]!)
}
