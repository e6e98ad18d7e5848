import type { SiteAccess } from '../../harness/host/agent.ts'
import type { Image, Unit } from '../../harness/link/image.ts'

export const imageFile = 'field-update-image'

/** One change of the program's image on disk: a whole update is written, or taken out again, or neither. */
type ImageRecord =
  | { readonly change: 'written'; readonly update: string; readonly image: Image }
  /** The one that was written last and is still there. */
  | { readonly change: 'taken out'; readonly update: string }

/** The image on disk from which a process is started: it holds the updates that have been made permanent. */
export class DiskImage {
  readonly #disk: SiteAccess['disk']

  constructor(disk: SiteAccess['disk']) {
    this.#disk = disk
  }

  /** Resolves when a process would be started with the update. */
  write(update: string, image: Image): Promise<void> {
    return this.#append({ change: 'written', update, image })
  }

  /** Resolves when a process would be started without the update that was written last. */
  takeOut(update: string): Promise<void> {
    return this.#append({ change: 'taken out', update })
  }

  #append(record: ImageRecord): Promise<void> {
    return this.#disk.append(imageFile, JSON.stringify(record))
  }
}

/** The program as its disk has it: as it was first, with what was written since then. */
export function readImage(first: Image, records: readonly string[]): Image {
  const updates: Image[] = []
  for (const record of records.map((text) => JSON.parse(text) as ImageRecord)) {
    if (record.change === 'written') updates.push(record.image)
    else updates.pop()
  }
  return updates.reduce(patch, first)
}

/** Functions that an update does not bring are the old ones, with what they call through pointers. */
function patch(old: Image, update: Image): Image {
  const known = new Set(update.procedures.map(({ id }) => id))
  const brought = new Set(update.units.map(nameUnit))
  const kept = old.units.filter(
    (unit) =>
      (unit.kind === 'procedure' || unit.kind === 'pointer') && known.has(unit.id) && !brought.has(nameUnit(unit)),
  )
  return { ...update, units: [...update.units, ...kept].toSorted((a, b) => order[a.kind] - order[b.kind]) }
}

/** What others need when they are loaded comes first. */
const order: Readonly<Record<Unit['kind'], number>> = {
  pointer: 0,
  constant: 1,
  program: 2,
  procedure: 2,
  initialiser: 3,
}

function nameUnit({ kind, id }: Unit): string {
  return `${kind} ${id}`
}
