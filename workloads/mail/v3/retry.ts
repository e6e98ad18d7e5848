/** How often a relay tries to hand an envelope over before it is given up. */
export const mostAttempts = 6

/** For how long it then waits, by the relay's clock: until the next run. */
export function intervalAfter(_attempts: number): number {
  return 1
}
