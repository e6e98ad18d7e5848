/** Bands by the first digits of the two area codes: how far apart their regions are. */
const bands = Object.freeze([1, 2, 3, 3, 4, 4, 5, 5, 6, 7])

/** The band by which a call between two areas is charged. */
export async function bandOf(from: number, to: number): Promise<number> {
  if (from === to) return 8
  return bands[Math.abs(Math.floor(from / 100) - Math.floor(to / 100))]!
}
