import { sharedComponent } from '../../harness/link/place-image.ts'
import type { Program } from '../../harness/program/program.ts'
import type { Change, Update } from '../../harness/program/update.ts'
import type { Refusal } from '../contract.ts'

/** A subsystem may be replaced if its clients find all that they could rely on, or an extension of it. */
export function assess(update: Update): readonly Refusal[] {
  return [
    ...update.changes.flatMap((change) => {
      const rule = findRule(change, update)
      return rule === undefined ? [] : [{ change: `${change.id} (${change.explanation})`, rule }]
    }),
    ...missingMappers(update),
  ]
}

function findRule({ kind, id }: Change, update: Update): string | undefined {
  const { from, to } = update
  switch (kind) {
    case 'protocol': {
      const clients = findUnchangedClients(id, update)
      return clients.length === 0 || isExtension(id, update)
        ? undefined
        : `clients outside the subsystem rely on it as it is, and what they could do next must stay possible: ${clients.join(', ')}`
    }
    case 'add':
      return guardiansOf(from).has(guardianOf(id, to)) ? undefined : 'guardians are replaced; none is created'
    case 'delete':
      return guardiansOf(to).has(guardianOf(id, from)) ? undefined : 'guardians are replaced; none is taken away'
    case 'interface':
    case 'interface+state':
    case 'body':
    case 'body-stateful':
    case 'state':
    case 'move':
    case 'group':
    case 'active':
      return undefined
  }
}

/** Procedures of other guardians that call a handler and are not replaced themselves. */
function findUnchangedClients(handler: string, { from, affected, deleted }: Update): string[] {
  const changed = new Set([...affected, ...deleted].map((id) => guardianOf(id, from)))
  return [...from.procedures.values()]
    .filter(({ references }) => references.some(({ target }) => target === handler))
    .map(({ id }) => id)
    .filter((id) => !changed.has(guardianOf(id, from)))
}

/** What may be left out can have been added: old calls mean what they meant. */
function isExtension(handler: string, { from, to }: Update): boolean {
  const before = from.procedures.get(handler)?.signature
  const after = to.procedures.get(handler)?.signature
  if (before === undefined || after === undefined || before.result !== after.result) return false
  return after.parameters.every(({ type, optional, rest }, index) => {
    const earlier = before.parameters[index]
    return earlier === undefined ? optional || rest : earlier.type === type
  })
}

function missingMappers({ representations, support, to }: Update): Refusal[] {
  return [...representations]
    .filter((id) => to.data.has(id) && !support.mappers.has(id))
    .map((id) => ({ change: id, rule: 'its representation changes, and nothing says how to transform it (a mapper)' }))
}

function guardiansOf({ modules, components }: Program): ReadonlySet<string> {
  return new Set(modules.map(({ name }) => components.get(name) ?? sharedComponent))
}

function guardianOf(id: string, { components }: Program): string {
  return components.get(id.slice(0, id.indexOf('#'))) ?? sharedComponent
}
