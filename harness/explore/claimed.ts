import type { Expectation, Strategy } from '../../strategies/contract.ts'
import type { ChangeKind } from '../program/change-kind.ts'

/**
 * What a strategy claims to do with an update that has all these kinds of change.
 * @param refused what its rules say of the update
 */
export function combineClaims(
  { claims }: Pick<Strategy, 'claims'>,
  kinds: readonly ChangeKind[],
  refused: boolean,
): Expectation {
  const claimed = new Set(
    kinds.map((kind): Expectation => {
      const { expect: usual, otherwise = usual } = claims[kind]
      return (usual === 'refuses') === refused ? usual : otherwise
    }),
  )
  const order = ['refuses', 'stalls', 'violates'] as const
  return order.find((expectation) => claimed.has(expectation)) ?? 'completes'
}
