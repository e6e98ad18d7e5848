import { ownerOf, permits } from './inodes.ts'

/** The superuser may do everything. */
const superuser = 0

/** Whether a user may open a file for what is wanted: 4 to read, 2 to write, 6 for both. */
export function mayOpen(user: number, file: number, wanted: number): boolean {
  return user === superuser || permits(file, user, wanted)
}

/** Whether a user may remove a file, and change who has access to it. */
export function mayAdminister(user: number, file: number): boolean {
  return user === superuser || user === ownerOf(file)
}
