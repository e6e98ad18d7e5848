import type { Image } from './image.ts'
import { runUnit, type Code, type TraceHooks } from './space.ts'

/** A program linked in one scope: nothing in it can be rebound; its static data can be read. */
export interface Scope {
  readonly procedures: Readonly<Record<string, Code>>
  /** Can be written where the image was emitted as restorable. */
  readonly data: Record<string, unknown>
  readonly adts: Readonly<Record<string, { readonly prototype: object }>>
}

export interface ScopeOptions {
  readonly flag: Int32Array
  readonly hooks: object
  readonly trace?: TraceHooks
}

/** Loads and runs a program's one scope. */
export function loadScope(image: Image, options: ScopeOptions): Scope {
  const unit = image.units[0]
  if (image.form !== 'scope' || unit === undefined) throw new Error(`${image.version} is not linked in one scope`)
  const environment = { $c: new Int32Array(image.procedures.length + 1), $f: options.flag, $h: options.hooks, $x: options.trace }
  return (runUnit(unit) as (environment: unknown) => unknown)(environment) as Scope
}
