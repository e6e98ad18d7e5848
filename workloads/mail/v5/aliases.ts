/** Names that stand for users of the same domain: one that every domain has to have (RFC 5321, 4.5.1), and a list. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  postmaster: ['u0'],
  staff: ['u1', 'u2', 'u3'],
} as const

/** Whose mailboxes a name stands for. */
export function expand(user: string): readonly string[] {
  return aliases[user] ?? [user]
}
