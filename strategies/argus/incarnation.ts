import { deserialize, serialize } from 'node:v8'
import type { SiteAccess } from '../../harness/host/agent.ts'
import { restoreSnapshot, takeSnapshot, type Snapshot } from '../../harness/host/snapshot.ts'
import { StaticData } from '../../harness/host/static-data.ts'
import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { Image } from '../../harness/link/image.ts'
import { Memory, type Space } from '../../harness/link/space.ts'

/** A guardian between two crashes: code of one version, and a memory of its own. */
export class Incarnation {
  readonly space: Space
  readonly memory: Memory

  constructor(space: Space, memory: Memory) {
    this.space = space
    this.memory = memory
  }

  /** Code that is to be loaded, with a memory that nobody else has. */
  static create(site: SiteAccess, image: Image): Incarnation {
    const memory = new Memory()
    return new Incarnation(site.createSpace(image, memory), memory)
  }

  get version(): string {
    return this.space.image.version
  }

  /** Loads some of the code; true when all of it is loaded and bound. */
  load(units = Infinity): boolean {
    if (!this.space.load(units)) return false
    for (const { id } of this.space.image.procedures) if (this.space.has(id)) this.space.bind(id)
    return true
  }

  /** First values of all objects. */
  initialise(): void {
    for (const datum of this.space.image.data) this.space.initialise(datum)
  }

  call(procedure: string, values: readonly unknown[]): unknown {
    return (this.space.code(procedure) as (...values: readonly unknown[]) => unknown)(...values)
  }

  /** All objects, as they are kept in stable storage. */
  save(): Uint8Array {
    const data = new Map(this.space.image.data.map((datum) => [datum.id, this.space.read(datum)]))
    return serialize(takeSnapshot(this.version, data, new Map(Object.entries(this.memory.adts))))
  }

  /** Objects that were saved by the same version. */
  restore(saved: Uint8Array): void {
    for (const [datum, value] of this.#decode(saved)) this.space.write(datum, value)
  }

  /**
   * Objects that were saved by an earlier version, transformed where they are represented differently.
   * @throws Error what a mapper or initialiser throws
   */
  transform(saved: Uint8Array, plan: UpdatePlan, site: SiteAccess): void {
    for (const [datum, value] of this.#decode(saved)) {
      const cell = this.memory.cells[datum.key]
      if (cell !== undefined) cell[datum.name] = value
    }
    new StaticData({ ...site, memory: this.memory }, this.space, plan).convert(() => true)
  }

  #decode(saved: Uint8Array): (readonly [Space['image']['data'][number], unknown])[] {
    const values = restoreSnapshot(deserialize(saved) as Snapshot, new Map(Object.entries(this.memory.adts)))
    return this.space.image.data
      .filter(({ id }) => values.has(id))
      .map((datum) => [datum, values.get(datum.id)] as const)
  }
}
