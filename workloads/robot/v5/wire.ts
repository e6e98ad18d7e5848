/** Messages give lengths in millimetres; this program has metres. */
export function fromMillimetres(millimetres: number): number {
  return millimetres / 1000
}

/** Status reports give micrometres. */
export function toMicrometres(length: number): number {
  return Math.round(length * 1_000_000)
}
