/** So many that trying all PINs of all cards takes long; so few that a caller does not notice. */
const rounds = 24

/**
 * A PIN in the form in which it is kept: salted with the account, one-way. (A 32-bit mixing function in the place of a
 * cryptographic one, which the language alone does not have.)
 */
export function seal(account: number, pin: number): number {
  let hash = Math.imul(account | 0, 0x7feb_352d) ^ Math.imul(pin + 1, 0x846c_a68b)
  for (let round = 0; round < rounds; round++) {
    hash = Math.imul(hash ^ (hash >>> 15) ^ pin, 0x2c1b_3c6d)
    hash = Math.imul(hash ^ (hash >>> 12) ^ round, 0x297a_2d39)
  }
  return hash ^ (hash >>> 16)
}
