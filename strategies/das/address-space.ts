import { Suspensions, type Suspendable } from '../../harness/link/suspensions.ts'
import type { Descriptor } from './descriptor-chain.ts'

/** An activation that can suspend: its module is mapped while it runs, and unmapped while it does not. */
interface Activation extends Suspendable {
  readonly descriptor: Descriptor
  /** Whose entries were in the mapping hardware when it was last given control. */
  caller: Descriptor
}

/** Words of a module's entries: base and limit of its code segment, and of its data segment. */
const words = 4

/** What is mapped while none of the program's modules runs. */
const supervisor: Descriptor = {
  module: '',
  version: '',
  space: undefined,
  codeBase: 0,
  codeLimit: 0,
  dataBase: 0,
  dataLimit: 0,
  users: 0,
  next: undefined,
}

/**
 * The address-mapping hardware of the one processor, and the stack of saved entries: what the emitted text calls at each
 * transition. A process that suspends takes its entries out of the hardware, and puts them in again when it goes on, so
 * that between two suspensions the stack is a stack whichever process runs.
 */
export class AddressSpace extends Suspensions<Activation> {
  /** Descriptor of the module of each name, if it is linked. */
  readonly modules: Record<string, Descriptor | undefined> = {}
  /** The entries in force. */
  readonly registers = new Int32Array(words)
  current = supervisor
  #saved = new Int32Array(1024 * words)
  #top = 0
  readonly #unused: () => void

  /** @param unused called when the last use of a module ends whose users have been reduced by one for that purpose */
  constructor(unused: () => void) {
    super({
      suspended: (activation) => this.#unmap(activation.caller),
      resumed: (activation) => {
        activation.caller = this.current
        this.#map(activation.descriptor)
      },
    })
    this.#unused = unused
  }

  /** Words on the stack of saved entries. */
  get depth(): number {
    return this.#top
  }

  /** A call of a procedure of the module; returns the module that called. */
  enter(descriptor: Descriptor): Descriptor {
    const caller = this.current
    if (caller === descriptor) return caller
    descriptor.users++
    this.#map(descriptor)
    return caller
  }

  leave(descriptor: Descriptor, caller: Descriptor): void {
    if (caller === descriptor) return
    this.#unmap(caller)
    if (--descriptor.users < 0) this.#unused()
  }

  /** The same for a procedure that can suspend: it uses its module until it returns, whoever called it. */
  begin(descriptor: Descriptor): Activation {
    const activation = { descriptor, caller: this.current, away: false }
    descriptor.users++
    this.#map(descriptor)
    return activation
  }

  end(activation: Activation): void {
    this.resume(activation, undefined)
    this.#unmap(activation.caller)
    if (--activation.descriptor.users < 0) this.#unused()
  }

  /** Saves the entries in force and puts in the module's. */
  #map(descriptor: Descriptor): void {
    const { registers } = this
    const top = this.#top
    if (top === this.#saved.length) this.#grow()
    const saved = this.#saved
    saved[top] = registers[0]!
    saved[top + 1] = registers[1]!
    saved[top + 2] = registers[2]!
    saved[top + 3] = registers[3]!
    this.#top = top + words
    registers[0] = descriptor.codeBase
    registers[1] = descriptor.codeLimit
    registers[2] = descriptor.dataBase
    registers[3] = descriptor.dataLimit
    this.current = descriptor
  }

  /** Puts the entries saved last back in force. */
  #unmap(caller: Descriptor): void {
    const { registers } = this
    const saved = this.#saved
    const top = this.#top - words
    registers[0] = saved[top]!
    registers[1] = saved[top + 1]!
    registers[2] = saved[top + 2]!
    registers[3] = saved[top + 3]!
    this.#top = top
    this.current = caller
  }

  #grow(): void {
    const larger = new Int32Array(2 * this.#saved.length)
    larger.set(this.#saved)
    this.#saved = larger
  }
}
