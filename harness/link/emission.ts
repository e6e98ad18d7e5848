import { methodName } from '../program/call-graph.ts'
import type { BusyArguments, Module, Procedure, Program } from '../program/program.ts'
import { Handles } from './handles.ts'
import { isUninterruptible } from './leaf.ts'
import type { Linkage } from './linkage.ts'
import { isPlacedHere, sharedComponent } from './place-image.ts'

export interface EmitOptions {
  /** Emit these procedures only (a patch); all of them where absent. */
  readonly only?: ReadonlySet<string>
  /** Slots of methods whose interface is not that of the first version: method name → slot. */
  readonly slots?: ReadonlyMap<string, string>
  /** Add the calls that record a trace and offer every boundary as an update point. */
  readonly traced?: boolean
  /** For `scope`: static data can be given other values once they are loaded. */
  readonly restorable?: boolean
  /** For `scope`: only these components, and what is of none; procedures of the others are stubs. All where absent. */
  readonly here?: readonly string[]
  /** Name under which the version is known at the site; the folder's name unless said. */
  readonly version?: string
}

/** A program that is being emitted under a linkage: what all parts of the emitter look up. */
export class Emission {
  readonly program: Program
  readonly linkage: Linkage
  readonly options: EmitOptions
  readonly version: string
  readonly handles: Handles
  readonly #modules: ReadonlyMap<string, Module>
  readonly #places: ReadonlyMap<string, number>
  readonly #methods: ReadonlySet<string>
  readonly #getters: ReadonlySet<string>

  constructor(program: Program, linkage: Linkage, options: EmitOptions) {
    this.program = program
    this.linkage = linkage
    this.options = options
    this.version = options.version ?? program.version
    this.handles = new Handles(program, linkage)
    this.#modules = new Map(program.modules.map((module) => [module.name, module]))
    this.#places = new Map([...program.procedures.keys()].map((id, index) => [id, index + 1]))
    const named = (form: Procedure['form']): string[] =>
      [...program.procedures.values()]
        .filter((procedure) => procedure.form === form)
        .map((procedure) => methodName(procedure))
    this.#methods = new Set(named('method'))
    this.#getters = new Set(named('getter').map((name) => name.slice('get '.length)))
  }

  module(name: string): Module {
    const module = this.#modules.get(name)
    if (module === undefined) throw new Error(`no module ${name} in ${this.program.folder}`)
    return module
  }

  /** The procedure's place in `$c`. */
  place({ id }: Procedure): number {
    return this.#places.get(id) ?? 0
  }

  /** Whether the linkage leaves the procedure out at its boundaries, since no command can be noticed while it runs. */
  isLeftOut(procedure: Procedure): boolean {
    const { linkage, options, program } = this
    return linkage.boundary?.skipLeaves === true && options.traced !== true && isUninterruptible(procedure, program)
  }

  /** Whether a module's code and data are of what is emitted. */
  isHere({ module }: { readonly module: string }): boolean {
    const component = this.program.components.get(module) ?? sharedComponent
    return isPlacedHere(component, this.options.here)
  }

  /** Whether a type of the program has a method of the name. */
  isMethod(name: string): boolean {
    return this.#methods.has(name)
  }

  /** Whether an update may come between the look-up of a callee, were it first, and the call. */
  isBusy({ busyArguments }: { readonly busyArguments?: BusyArguments }): boolean {
    return (
      busyArguments !== undefined &&
      (busyArguments.certain ||
        busyArguments.members.some((name) => this.#getters.has(name) || (name === '' && this.#getters.size > 0)))
    )
  }
}
