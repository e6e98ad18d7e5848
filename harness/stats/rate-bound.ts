/**
 * Upper bound, at the given confidence, of the rate of something that was seen in none of n trials: the rate at which
 * none would be seen with probability 1 − confidence. About 3 ÷ n at 95 % ("rule of three").
 */
export function getRateBound(trials: number, confidence = 0.95): number {
  if (trials === 0) return 1
  return 1 - (1 - confidence) ** (1 / trials)
}
