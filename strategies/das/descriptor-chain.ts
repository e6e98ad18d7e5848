import type { Image } from '../../harness/link/image.ts'
import type { Space } from '../../harness/link/space.ts'

/** What the mapping hardware has of a module: base and limit of its code segment, and of its data segment; a word each. */
export interface Entries {
  /** No two modules have the same. */
  readonly codeBase: number
  readonly codeLimit: number
  readonly dataBase: number
  readonly dataLimit: number
}

/** What is known of a module: where its segments are, how many activations use it, and the module after it in the chain. */
export interface Descriptor extends Entries {
  readonly module: string
  readonly version: string
  /** Where its code is loaded. */
  readonly space: Space
  users: number
  next: Descriptor | undefined
}

/** The modules of the program, linked one to the next. A module is replaced by changing two links. */
export class DescriptorChain {
  /** Descriptors by module, as transitions find them. */
  readonly #heads: Record<string, Descriptor | undefined>
  #first: Descriptor | undefined
  /** Segments are allotted one after the other, from 1: at 0 is what runs when no module does. */
  #free = 1

  constructor(heads: Record<string, Descriptor | undefined>) {
    this.#heads = heads
  }

  *[Symbol.iterator](): Generator<Descriptor> {
    for (let descriptor = this.#first; descriptor !== undefined; descriptor = descriptor.next) yield descriptor
  }

  find(module: string): Descriptor | undefined {
    return this.#heads[module]
  }

  /** Links in a module, in place of the one of its name if there is one; returns that. */
  plug(module: string, space: Space): Descriptor | undefined {
    const previous = this.find(module)
    const descriptor = this.#describe(module, space)
    descriptor.next = previous?.next
    this.#link(this.#before(previous), descriptor)
    this.#setHead(module, descriptor)
    return previous
  }

  /** Links in again what `plug` returned. */
  replug(module: string, previous: Descriptor | undefined): void {
    const present = this.find(module)
    if (present === undefined) return
    if (previous === undefined) {
      this.#link(this.#before(present), present.next)
      this.#setHead(module, undefined)
      return
    }
    previous.next = present.next
    this.#link(this.#before(present), previous)
    this.#setHead(module, previous)
  }

  /** Defined the first time and never taken out: assigned under computed names, they would become slow to look up. */
  #setHead(module: string, value: Descriptor | undefined): void {
    if (Object.hasOwn(this.#heads, module)) this.#heads[module] = value
    else Object.defineProperty(this.#heads, module, { value, writable: true, configurable: true, enumerable: true })
  }

  /** What stands before a descriptor, or at the end. */
  #before(descriptor: Descriptor | undefined): Descriptor | undefined {
    let before: Descriptor | undefined
    for (const each of this) {
      if (each === descriptor) break
      before = each
    }
    return before
  }

  #link(before: Descriptor | undefined, next: Descriptor | undefined): void {
    if (before === undefined) this.#first = next
    else before.next = next
  }

  #describe(module: string, space: Space): Descriptor {
    const { image } = space
    const [codeLimit, dataLimit] = [sizeOfCode(module, image), sizeOfData(module, image)]
    const codeBase = this.#free
    // A module without code takes room too: no two have the same base.
    this.#free += 1 + codeLimit + dataLimit
    return {
      module,
      version: image.version,
      space,
      codeBase,
      codeLimit,
      dataBase: codeBase + codeLimit,
      dataLimit,
      users: 0,
      next: undefined,
    }
  }
}

/** Characters of the module's text. */
function sizeOfCode(module: string, { units }: Image): number {
  return units
    .filter(({ id, kind }) => kind === 'procedure' && id.startsWith(`${module}#`))
    .reduce((size, { text }) => size + text.length, 0)
}

/** One word for each static datum. */
function sizeOfData(module: string, { data }: Image): number {
  return data.filter(({ id }) => id.startsWith(`${module}#`)).length
}
