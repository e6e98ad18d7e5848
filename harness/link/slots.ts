import { methodName } from '../program/call-graph.ts'
import { languageMethods } from '../program/outside.ts'
import type { Procedure, Program } from '../program/program.ts'
import { digest } from '../program/shape.ts'

/**
 * Slots for methods whose interface is not that of the version a program was started with: callers of each version
 * find the method under a name of their own, so that both interfaces can be served at a time. What the language itself
 * asks for (`toString`, `next`) stays where it looks for it.
 * @returns method name → slot, for those names only
 */
export function findMethodSlots(first: Program, program: Program): ReadonlyMap<string, string> {
  const changed = new Map<string, string[]>()
  for (const procedure of program.procedures.values()) {
    const earlier = first.procedures.get(procedure.id)
    if (
      procedure.form !== 'method' ||
      earlier === undefined ||
      earlier.signature.fingerprint === procedure.signature.fingerprint
    ) {
      continue
    }
    const name = methodName(procedure)
    if (!languageMethods.has(name)) changed.set(name, [...(changed.get(name) ?? []), identify(procedure)])
  }
  return new Map(
    [...changed].map(([name, interfaces]) => [
      name,
      `${name}$${digest(interfaces.toSorted().join('\n')).replaceAll('-', '_')}`,
    ]),
  )
}

/**
 * Slots of all methods of a version, so that activations of an older version go on calling the methods of their own. What
 * the language itself asks for, getters and setters stay where they are looked for: of those there is one.
 * @returns method name → slot
 */
export function findVersionSlots({ procedures, version }: Program): ReadonlyMap<string, string> {
  const names = [...procedures.values()].filter(({ form }) => form === 'method').map(methodName)
  const suffix = version.replaceAll(/[^\p{ID_Continue}$]/gu, '_')
  return new Map(names.filter((name) => !languageMethods.has(name)).map((name) => [name, `${name}$${suffix}`]))
}

function identify({ id, signature }: Procedure): string {
  return `${id} ${signature.fingerprint}`
}
