/** Rights of one user, of a group, or of everyone. */
export interface Entry {
  /** A user's number; or `groupEntry`, `everyone`. */
  readonly who: number
  /** Sum of 4 (read), 2 (write) and 1 (execute). */
  readonly rights: number
}

/** Of the owner's group, and of all others: they decide in this order where no user's entry does. */
const groupEntry = -1
const everyone = -2

/** The three classes of permission bits as entries. */
export function listOf(owner: number, mode: number): readonly Entry[] {
  return [
    { who: owner, rights: (mode >> 6) & 7 },
    { who: groupEntry, rights: (mode >> 3) & 7 },
    { who: everyone, rights: mode & 7 },
  ]
}

/** The permission bits that come nearest to a list. */
export function modeOf(owner: number, list: readonly Entry[]): number {
  return (rightsOf(list, owner) << 6) | (rightsOf(list, groupEntry) << 3) | rightsOf(list, everyone)
}

/** The list with other rights for a user, a group or everyone. */
export function withEntry(list: readonly Entry[], entry: Entry): readonly Entry[] {
  const others = list.filter(({ who }) => who !== entry.who)
  return [...others, entry]
}

/** An entry of the user's own decides, else that of the owner's group, else that of everyone. */
export function listPermits(list: readonly Entry[], user: number, isInGroup: boolean, wanted: number): boolean {
  const own = list.find(({ who }) => who === user)
  const rights = own === undefined ? rightsOf(list, isInGroup ? groupEntry : everyone) : own.rights
  return (rights & wanted) === wanted
}

function rightsOf(list: readonly Entry[], wanted: number): number {
  return list.find(({ who }) => who === wanted)?.rights ?? 0
}
