import type { Image } from './image.ts'
import { runUnit } from './run-unit.ts'
import { createEnvironment, type Code, type LoadOptions } from './space.ts'

/** A program linked in one scope: nothing in it can be rebound; its static data can be read. */
export interface Scope {
  readonly procedures: Readonly<Record<string, Code>>
  /** Can be written where the image was emitted as restorable. */
  readonly data: Record<string, unknown>
  readonly adts: Readonly<Record<string, { readonly prototype: object }>>
}

/** Loads and runs a program's one scope. */
export function loadScope(image: Image, options: Omit<LoadOptions, 'tables'>): Scope {
  const unit = image.units[0]
  if (image.form !== 'scope' || unit === undefined) throw new Error(`${image.version} is not linked in one scope`)
  const stub = (id: string): Code => stubOf(image, id, options)
  return (options.compile ?? runUnit)(unit)({ ...createEnvironment(image, options), stub }) as Scope
}

/** What stands in the scope for a procedure that runs at another site. */
function stubOf({ procedures, version }: Image, id: string, { createStub }: Omit<LoadOptions, 'tables'>): Code {
  const procedure = procedures.find((candidate) => candidate.id === id)
  if (procedure === undefined || createStub === undefined)
    throw new Error(`${id} runs at another site, and this one is on no network`)
  return createStub(procedure, version)
}
