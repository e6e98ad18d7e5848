import { Random } from '../../load/random.ts'

/** The items in an order drawn by lot: the same for the same seed and stream (Fisher and Yates). */
export function shuffle<T>(items: readonly T[], seed: number, stream: number): T[] {
  const random = new Random().reseed(seed, stream)
  const shuffled = [...items]
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = random.below(last + 1)
    ;[shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!]
  }
  return shuffled
}
