import { sharedComponent } from '../../harness/link/place-image.ts'
import type { Program } from '../../harness/program/program.ts'
import type { Change, Update } from '../../harness/program/update.ts'
import type { Refusal } from '../contract.ts'

/** A service may be restructured at will, but for its data and for how it is called. */
export function assess(update: Update): readonly Refusal[] {
  return update.changes.flatMap((change) => {
    const rule = findRule(change, update)
    return rule === undefined ? [] : [{ change: `${change.id} (${change.explanation})`, rule }]
  })
}

function findRule({ kind, id }: Change, { from, to, added }: Update): string | undefined {
  switch (kind) {
    case 'state':
      return 'data lie in areas outside the reentrant services and are mapped by nothing, so their format cannot change'
    case 'protocol':
      return 'users of a service call it as they always did: nothing maps calling sequences'
    case 'add':
      return servicesOf(from).has(serviceOf(id, to)) ? undefined : 'versions of services are added, and no services'
    case 'delete':
      return servicesOf(to).has(serviceOf(id, from))
        ? undefined
        : 'versions of services are taken away, and no services'
    case 'move':
      return staysInService(id, from, to, added) ? undefined : 'nothing moves from one service to another'
    case 'interface':
    case 'interface+state':
    case 'body':
    case 'body-stateful':
    case 'group':
    case 'active':
      return undefined
  }
}

function staysInService(before: string, from: Program, to: Program, added: ReadonlySet<string>): boolean {
  const name = nameOf(before)
  const arrivals = [...added, ...[...to.data.keys()].filter((id) => !from.data.has(id))]
  return arrivals.some((id) => nameOf(id) === name && serviceOf(id, to) === serviceOf(before, from))
}

function servicesOf({ modules, components }: Program): ReadonlySet<string> {
  return new Set(modules.map(({ name }) => components.get(name) ?? sharedComponent))
}

function serviceOf(id: string, { components }: Program): string {
  return components.get(id.slice(0, id.indexOf('#'))) ?? sharedComponent
}

function nameOf(id: string): string {
  return id.slice(id.indexOf('#') + 1)
}
