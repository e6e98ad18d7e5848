import type { Address, Carried, Fate, Letter } from '../protocol.ts'
import type { Mailbox } from './mailbox.ts'

/** Fates of a letter. */
export const delivered = 0
export const queued = 1
export const noSuchUser = 2
export const mailboxFull = 3

/** Puts a letter into the mailbox of a user of this domain. */
export function deliver(
  mailboxes: ReadonlyMap<string, Mailbox>,
  sender: Address,
  { user }: Address,
  { subject, notice }: Letter,
): Fate {
  const mailbox = mailboxes.get(user)
  if (mailbox === undefined) return noSuchUser
  return mailbox.put({ kind: 'received', from: sender, subject, notice }) ? delivered : mailboxFull
}

/** Nobody serves their domain. */
export function returnAll(recipients: readonly Address[]): Carried {
  return { fates: recipients.map(() => noSuchUser), transfers: 0 }
}
