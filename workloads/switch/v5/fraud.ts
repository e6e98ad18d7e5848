/** So many wrong PINs in a row, and a card is under suspicion until it is issued again. */
const tooMany = 3

/** Wrong PINs in a row, by account; without an entry, none. */
const failures = new Map<number, number>()

export function isSuspect(account: number): boolean {
  return countFailures(account) >= tooMany
}

export function countFailures(account: number): number {
  return failures.get(account) ?? 0
}

/** How many there are now. */
export function noteFailure(account: number): number {
  const count = countFailures(account) + 1
  failures.set(account, count)
  return count
}

/** How many there were. */
export function forgive(account: number): number {
  const count = countFailures(account)
  if (count > 0) failures.delete(account)
  return count
}
