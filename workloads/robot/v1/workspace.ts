/** Soft limits of the axes, in millimetres. */
const lower = Object.freeze([0, 0, 0])
const upper = Object.freeze([1000, 1000, 400])

/** The nearest place that the axis may go to. */
export function clamp(axis: number, length: number): number {
  return Math.min(Math.max(length, lower[axis]!), upper[axis]!)
}
