import vm from 'node:vm'
import type { AdtImage } from './image.ts'

export type Constructor = new (...values: never[]) => object
/** What all versions of a type have in common: `instanceof` asks it, and its prototype is the table of the methods. */
export type Identity = Constructor & Record<string, unknown>
/** Where a static datum is kept: `{ table: … }`, so that each has a shape of its own. */
export type Cell = Record<string, unknown>

/** The class of a version: what `new` runs. */
interface Class {
  readonly adt: string
  readonly parent: string | undefined
}

/** What the versions loaded at a site have in common: one identity for each type, and the places of static data. */
export class Memory {
  readonly adts: Record<string, Identity> = {}
  readonly cells: Record<string, Cell> = {}
  /** Tables that all versions share, where the linkage has one for all. */
  readonly tables: Record<string, Record<string, unknown>> = {}
  /** Constructors in force, by type: a derived class calls its parent's newest. */
  readonly #constructors = new Map<string, Constructor>()
  readonly #classes = new WeakMap<object, Class>()

  /** Gives a type its identity, unless it has one. */
  identify(adt: AdtImage): void {
    if (this.adts[adt.id] !== undefined) return
    const identity = this.#createIdentity(adt)
    this.adts[adt.id] = identity
    this.#inherit(identity, this.#parentOf(adt))
  }

  /** Makes the objects of a version's class objects of the type. */
  attach(adt: AdtImage, constructor: Constructor): void {
    Object.setPrototypeOf(constructor.prototype as object, (this.adts[adt.id]?.prototype ?? null) as object | null)
    Reflect.deleteProperty(constructor.prototype as object, 'constructor')
    this.#classes.set(constructor, { adt: adt.id, parent: adt.parent })
    if (adt.parent === undefined) return
    // Until the parent's constructor is in force, its identity stands in for it.
    Object.setPrototypeOf(constructor, this.#constructors.get(adt.parent) ?? this.adts[adt.parent] ?? null)
  }

  /** A class that comes into force is the one that derived classes call from now on. Anything else is left alone. */
  adopt(adt: AdtImage, code: unknown): void {
    if (typeof code !== 'function') return
    const own = this.#classes.get(code)
    if (own === undefined || own.adt !== adt.id) return
    this.#constructors.set(adt.id, code as Constructor)
    const identity = this.adts[adt.id]
    if (identity !== undefined) {
      this.#inherit(identity, own.parent === undefined ? this.#parentOf(adt) : this.adts[own.parent])
    }
    const parent = own.parent === undefined ? undefined : this.#constructors.get(own.parent)
    if (parent !== undefined) Object.setPrototypeOf(code, parent)
    for (const derived of this.#constructors.values()) {
      if (this.#classes.get(derived)?.parent === adt.id) Object.setPrototypeOf(derived, code)
    }
  }

  /** `new` on the identity, as the language does it for a species, makes an object with the constructor in force. */
  #createIdentity({ id, name }: AdtImage): Identity {
    const constructorInForce = (): Constructor | undefined => this.#constructors.get(id)
    const identity: unknown = {
      [name]: function (...values: never[]): object {
        const constructor = constructorInForce()
        if (new.target === undefined || constructor === undefined) {
          throw new TypeError(`Class constructor ${name} cannot be invoked without 'new'`)
        }
        return Reflect.construct(constructor, values, new.target === identity ? constructor : new.target) as object
      },
    }[name]
    return identity as Identity
  }

  #parentOf({ parent, outsideParent }: AdtImage): Identity | undefined {
    if (parent !== undefined) return this.adts[parent]
    return outsideParent === undefined ? undefined : (vm.runInThisContext(outsideParent) as Identity)
  }

  #inherit(identity: Identity, parent: Identity | undefined): void {
    const constructor: object = parent ?? Function.prototype
    if (Object.getPrototypeOf(identity) === constructor) return
    Object.setPrototypeOf(identity, constructor)
    Object.setPrototypeOf(identity.prototype as object, (parent?.prototype ?? Object.prototype) as object)
  }
}
