import { Suspensions, type Suspendable } from '../../harness/link/suspensions.ts'
import type { Descriptor, Entries } from './descriptor-chain.ts'

/** An activation that can suspend: its module is mapped while it runs, and unmapped while it does not. */
interface Activation extends Suspendable {
  readonly descriptor: Descriptor
  /** What was in the mapping hardware when it was last given control. */
  codeBase: number
  codeLimit: number
  dataBase: number
  dataLimit: number
}

/**
 * The address-mapping hardware of the one processor: what the emitted text calls at each transition. The stack on which
 * entries are saved is that of the program's own activations: each keeps the entries that it found, and puts them back.
 *
 * A process that suspends takes its entries out of the hardware, and puts them in again when it goes on, so that the
 * hardware has those of the module that runs, whichever process runs.
 */
export class AddressSpace extends Suspensions<Activation> {
  /** Descriptor of the module of each name, if it is linked. */
  readonly modules: Record<string, Descriptor | undefined> = {}
  /** The entries in force, in the order of `Entries`; all 0 while none of the program's modules runs. */
  readonly registers = createRegisters()
  readonly #unused: () => void

  /** @param unused called when the last use of a module ends whose users have been reduced by one for that purpose */
  constructor(unused: () => void) {
    super()
    this.#unused = unused
  }

  /** A call from another module; the caller keeps the entries that are in force. */
  enter(descriptor: Descriptor): void {
    descriptor.users++
    map(descriptor, this.registers)
  }

  /** The return from it, with the entries that were in force before. */
  leave(descriptor: Descriptor, codeBase: number, codeLimit: number, dataBase: number, dataLimit: number): void {
    restore(codeBase, codeLimit, dataBase, dataLimit, this.registers)
    if (--descriptor.users < 0) this.#unused()
  }

  /** The same for a procedure that can suspend: it uses its module until it returns, whoever called it. */
  begin(descriptor: Descriptor): Activation {
    const { registers } = this
    const activation = {
      descriptor,
      away: false,
      codeBase: registers[0]!,
      codeLimit: registers[1]!,
      dataBase: registers[2]!,
      dataLimit: registers[3]!,
    }
    this.enter(descriptor)
    return activation
  }

  end(activation: Activation): void {
    this.resume(activation, undefined)
    const { descriptor, codeBase, codeLimit, dataBase, dataLimit } = activation
    this.leave(descriptor, codeBase, codeLimit, dataBase, dataLimit)
  }

  protected suspended({ codeBase, codeLimit, dataBase, dataLimit }: Activation): void {
    restore(codeBase, codeLimit, dataBase, dataLimit, this.registers)
  }

  protected resumed(activation: Activation): void {
    const { registers } = this
    activation.codeBase = registers[0]!
    activation.codeLimit = registers[1]!
    activation.dataBase = registers[2]!
    activation.dataLimit = registers[3]!
    map(activation.descriptor, registers)
  }
}

function map(entries: Entries, registers: Int32Array): void {
  registers[0] = entries.codeBase
  registers[1] = entries.codeLimit
  registers[2] = entries.dataBase
  registers[3] = entries.dataLimit
}

function restore(
  codeBase: number,
  codeLimit: number,
  dataBase: number,
  dataLimit: number,
  registers: Int32Array,
): void {
  registers[0] = codeBase
  registers[1] = codeLimit
  registers[2] = dataBase
  registers[3] = dataLimit
}

/** Outside of V8's heap, so that compiled code has their address and need not look it up. */
function createRegisters(): Int32Array {
  return new Int32Array(new ArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT))
}
