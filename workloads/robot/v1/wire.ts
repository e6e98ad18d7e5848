/** Messages give lengths in millimetres, and so does this program. */
export function fromMillimetres(millimetres: number): number {
  return millimetres
}

/** Status reports give micrometres. */
export function toMicrometres(length: number): number {
  return Math.round(length * 1000)
}
