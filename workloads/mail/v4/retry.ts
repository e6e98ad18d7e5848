/** How often a relay tries to hand an envelope over before it is given up. */
export const mostAttempts = 6

/** For how long it then waits, by the relay's clock: each time twice as long (RFC 5321, 4.5.4.1). */
export function intervalAfter(attempts: number): number {
  return 2 ** (attempts - 1)
}
