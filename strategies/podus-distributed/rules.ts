import { sharedComponent } from '../../harness/link/place-image.ts'
import type { Program } from '../../harness/program/program.ts'
import type { Update } from '../../harness/program/update.ts'
import type { Refusal } from '../contract.ts'
import { findMissingSupport } from '../podus/rules.ts'

/** What PODUS needs of the programmer, and of where procedures are: no site waits for another. */
export function assess(update: Update): readonly Refusal[] {
  return [...findScatteredGroups(update), ...findMissingSupport(update)]
}

/** Semantically dependent procedures are rebound together, and only what is at one site can be. */
function findScatteredGroups({ support, to }: Update): Refusal[] {
  return support.groups.flatMap((group) => {
    const components = [...new Set(group.map((id) => componentOf(id, to)))].filter((name) => name !== sharedComponent)
    if (components.length < 2) return []
    return [
      {
        change: group.join(', '),
        rule: `semantically dependent procedures must be at one site, and these are at ${components.join(' and ')}`,
      },
    ]
  })
}

function componentOf(id: string, { components }: Program): string {
  return components.get(id.slice(0, id.indexOf('#'))) ?? sharedComponent
}
