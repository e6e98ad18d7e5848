import type { UpdateDeclaration } from '../workloads/contract.ts'

/** The way back from an update: to the version before it, with the support code that was written for that. */
export function reverseUpdate({ name, from, to, support, backOut, ...update }: UpdateDeclaration): UpdateDeclaration {
  return {
    ...update,
    name: `${name} back`,
    from: to,
    to: from,
    ...(backOut === undefined ? {} : { support: backOut }),
    ...(support === undefined ? {} : { backOut: support }),
  }
}
