const users = 64

/** Blocks that each user's files have, and may have. */
export class Accounts {
  used = new Int32Array(users)
  limits = new Int32Array(users)

  /** Enters blocks to be written; refused where they would lead beyond the user's limit. */
  charge(user: number, blocks: number): boolean {
    if (this.used[user]! + blocks > this.limits[user]!) return false
    this.used[user]! += blocks
    return true
  }

  refund(user: number, blocks: number): void {
    this.used[user]! -= blocks
  }
}

const accounts = new Accounts()

/** Whether the user may have so many blocks more, which then are the user's. */
export function charge(user: number, blocks: number): boolean {
  return accounts.charge(user, blocks)
}

export function refund(user: number, blocks: number): void {
  accounts.refund(user, blocks)
}

export function setLimit(user: number, blocks: number): void {
  accounts.limits[user] = blocks
}

export function limitOf(user: number): number {
  return accounts.limits[user]!
}

export function usedBy(user: number): number {
  return accounts.used[user]!
}
