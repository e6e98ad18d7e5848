import type { Reply } from './protocol.ts'

/** Every field of a reply counts. */
export function digest(reply: Reply): number {
  switch (reply.kind) {
    case 'opened':
      return amount(1, reply.cents, reply.currency)
    case 'balance':
      return amount(2, reply.cents, reply.currency)
    case 'interest':
      return mix(amount(3, reply.cents, reply.currency), reply.paid)
    case 'audited':
      return mix(amount(4, reply.cents, reply.currency), reply.accounts)
    case 'transferred': {
      const balances = mix(amount(5, reply.from, reply.currency), reply.to)
      return mix(mix(text(text(balances, reply.refused), reply.memo), reply.fee), reply.edition)
    }
  }
}

function amount(kind: number, cents: number, currency: string): number {
  // Kinds are as small as amounts are: unmixed, one could make up for the other.
  const hash = mix(kind, 0x7feb_352d)
  // A branch may have more cents than 32 bits hold.
  return text(mix(mix(hash, cents | 0), Math.floor(cents / 0x1_0000_0000)), currency)
}

function text(hash: number, characters: string): number {
  let mixed = mix(hash, characters.length)
  for (let index = 0; index < characters.length; index++) mixed = mix(mixed, characters.charCodeAt(index))
  return mixed
}

function mix(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x9e37_79b1)
  return product ^ (product >>> 15)
}
