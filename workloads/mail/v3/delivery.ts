import type { Address, Carried, Fate, Letter } from '../protocol.ts'
import { expand } from './aliases.ts'
import type { Mailbox } from './mailbox.ts'

/** Fates of a letter. */
export const delivered = 0
export const queued = 1
export const noSuchUser = 2
export const mailboxFull = 3

/** Puts a letter into the mailboxes of all for whom a name of this domain stands; the worst that befell it. */
export function deliver(
  mailboxes: ReadonlyMap<string, Mailbox>,
  sender: Address,
  { user }: Address,
  { subject, notice }: Letter,
): Fate {
  const fates = expand(user).map((name): Fate => {
    const mailbox = mailboxes.get(name)
    if (mailbox === undefined) return noSuchUser
    return mailbox.put({ kind: 'received', from: sender, subject, notice }) ? delivered : mailboxFull
  })
  return fates.reduce((worst, fate) => (fate > worst ? fate : worst))
}

/** Nobody serves their domain. */
export function returnAll(recipients: readonly Address[]): Carried {
  return { fates: recipients.map(() => noSuchUser), transfers: 0 }
}
