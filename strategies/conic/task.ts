import type { ScopedProgram } from '../../harness/host/agent.ts'
import type { Activity, Target } from './orders.ts'

/** The target of an exit port that has been unlinked: no instance has this name, so what is sent there is lost. */
const nobody = '(linked to nothing)'

/** An instance of a task module: its code and data, its links, and what is under way. */
export class Task implements Activity {
  readonly program: ScopedProgram
  initiated = 0
  served = 0
  /** Transactions that it has initiated and that have not been answered. */
  outstanding = 0
  /** Transactions that it has not answered yet. */
  serving = 0
  isDeleted = false
  /** Links that are not as the program text has them, by exit port. */
  #links: ReadonlyMap<string, Target | undefined> = new Map()
  #remembered: ReadonlyMap<string, Target | undefined> | undefined

  constructor(program: ScopedProgram) {
    this.program = program
  }

  /** Name of the instance among those of its station. */
  get instance(): string {
    return this.program.image.version
  }

  get isIdle(): boolean {
    return this.serving === 0 && this.outstanding === 0
  }

  /** @param usual where the program text has the exit port's messages go */
  targetOf(exit: string, usual: Target): Target {
    if (!this.#links.has(exit)) return usual
    return this.#links.get(exit) ?? { ...usual, instance: nobody }
  }

  link(exit: string, target: Target | undefined): void {
    this.#remembered ??= this.#links
    this.#links = new Map([...this.#links, [exit, target]])
  }

  /** The links stay as they are. */
  keepLinks(): void {
    this.#remembered = undefined
  }

  /** The links become what they were when they were last kept. */
  restoreLinks(): void {
    this.#links = this.#remembered ?? this.#links
    this.#remembered = undefined
  }

  /** Carries out a message that has come in. */
  async run(entry: string, values: readonly unknown[]): Promise<unknown> {
    const procedure = this.program.scope.procedures[entry] as ((...values: readonly unknown[]) => unknown) | undefined
    if (procedure === undefined) throw new Error(`the task has no entry port ${entry}`)
    return procedure(...values)
  }
}
