import type { SiteAccess } from '../../harness/host/agent.ts'
import type { Warning } from '../../harness/store/record.ts'
import { findLive } from './live-objects.ts'
import { isOld } from './replacement.ts'
import type { TypeHistory } from './type-history.ts'

interface Residue {
  readonly type: string
  /** Objects that are not of the version in force. */
  readonly old: number
  readonly all: number
}

/** Objects of types that have changed, as far as static data lead to them. */
export function countResidue({ spaces, memory }: SiteAccess, types: ReadonlyMap<string, TypeHistory>): Residue[] {
  const changed = [...types.values()].filter(({ steps }) => steps.length > 0)
  if (changed.length === 0) return []
  const counts = changed.map(({ id, tag }) => ({ type: id, identity: memory.adts[id], tag, old: 0, all: 0 }))
  const newest = spaces.at(-1)
  for (const object of findLive((newest?.image.data ?? []).map((datum) => newest?.read(datum)))) {
    for (const count of counts) {
      if (count.identity === undefined || !(object instanceof count.identity)) continue
      count.all++
      if (isOld(object, count.identity, count.tag)) count.old++
    }
  }
  return counts.map(({ type, old, all }) => ({ type, old, all }))
}

/** What the operator should know when all is over. */
export function describeNotices({
  residue,
  restarts,
  failed,
  firstFailure,
}: {
  readonly residue: readonly Residue[]
  readonly restarts: number
  readonly failed: number
  readonly firstFailure: string | undefined
}): Warning[] {
  return [
    ...residue
      .filter(({ old }) => old > 0)
      .map(({ type, old, all }) => ({
        code: 'residue',
        message: `${old} of ${all} objects of ${type} were never touched and are of an old version still.`,
        remedy: 'Keep the converters; or convert in the background, as fabry-sweep does.',
      })),
    ...(failed === 0
      ? []
      : [
          {
            code: 'unconverted',
            message: `${failed} objects could not be converted: ${firstFailure ?? ''}. They are as they were, and served by the old type manager.`,
            remedy: 'Mend the converter and update again.',
          },
        ]),
    ...(restarts === 0
      ? []
      : [
          {
            code: 'restarted',
            message: `${restarts} operations of old code met a newer object and began again on the new code.`,
            remedy: 'What such an operation had done before has been done twice: see bench explore.',
          },
        ]),
  ]
}
