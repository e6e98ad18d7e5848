import type { Reply } from './protocol.ts'

/** Every field of a reply counts. */
export function digest(reply: Reply): number {
  switch (reply.kind) {
    case 'setpoints':
      return mix(mixAll(mixAll(1, reply.steps), reply.currents), (reply.echo << 1) | Number(reply.arrived))
    case 'queued':
      return mix(mix(2, (reply.waiting << 1) | Number(reply.accepted)), reply.echo)
    case 'taught':
      return mix(mixAll(3, reply.replaced), reply.echo)
    case 'status':
      return mix(
        mix(mixAll(mixAll(mix(4, reply.waiting), reply.micrometres), reply.integrals), reply.cycles),
        reply.echo,
      )
  }
}

/** With its length, for three axes are another reply than six of which three stand still. */
function mixAll(hash: number, words: readonly number[]): number {
  let mixed = mix(hash, words.length)
  for (const word of words) mixed = mix(mixed, word)
  return mixed
}

function mix(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x9e37_79b1)
  return product ^ (product >>> 15)
}
