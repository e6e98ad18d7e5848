import type { Image } from '../link/image.ts'
import type { TraceHooks } from '../link/space.ts'
import type { Suspendable } from '../link/suspensions.ts'
import type { ViolationExample } from '../store/record.ts'
import { internalKinds, type InternalKind } from './internal-kinds.ts'
import type { UpdatePlan } from './update-plan.ts'

export interface TraceReport {
  readonly counts: Readonly<Record<InternalKind, number>>
  readonly examples: readonly ViolationExample[]
  readonly entries: number
}

/** An activation of a procedure that has not returned. */
interface Frame extends Suspendable {
  readonly procedure: TracedProcedure
  readonly caller: Frame | undefined
  /** Who goes on when this activation returns or suspends. */
  saved: Frame | undefined
  group: Group | undefined
  /** Neighbours in the list of all that have not returned. */
  earlier: Frame | undefined
  later: Frame | undefined
}

/** A procedure of a version. */
interface TracedProcedure {
  readonly version: string
  readonly id: string
  readonly adt: string | undefined
}

interface TracedImage {
  readonly version: string
  /** As the images have them: index i is entered as i + 1. */
  readonly procedures: readonly TracedProcedure[]
  readonly signatures: ReadonlyMap<string, string>
  readonly representations: ReadonlyMap<string, string>
}

/** What is known of an image is the same for each site and each run that has it. */
const tracedImages = new WeakMap<Image, TracedImage>()

function traceImage({ version, procedures, adts }: Image): TracedImage {
  return {
    version,
    procedures: procedures.map(({ id, adt }) => ({ version, id, adt })),
    signatures: new Map(procedures.map(({ id, signature }) => [id, signature])),
    representations: new Map(adts.map(({ id, representation }) => [id, representation])),
  }
}

/** A semantic group: whether a new member has been entered, and how many old ones have not returned. */
interface Group {
  readonly members: ReadonlySet<string>
  newEntered: boolean
  oldInside: number
}

/**
 * Watches every procedure entry of a program and counts what an updating system must never let happen. It knows the
 * strategies' doings only by what runs: each entry tells which version's code it is, and who called it.
 */
export class Trace implements TraceHooks {
  /** Called at every entry, exit and resumption: the points at which an update can be asked for. */
  onBoundary: (() => void) | undefined
  readonly #now: () => number
  readonly #images = new Map<string, TracedImage>()
  /** The last entered of the activations that have not returned. */
  #live: Frame | undefined
  /** The image that was entered last: most entries are of the same. */
  #last: TracedImage | undefined
  readonly #counts = Object.fromEntries(internalKinds.map((kind) => [kind, 0])) as Record<InternalKind, number>
  readonly #examples: ViolationExample[] = []
  readonly #tags = new WeakMap<object, Map<string, string>>()
  readonly #converted = new Set<string>()
  #plan: Digested | undefined
  #current: Frame | undefined
  #completed = false
  #entries = 0
  #switches = 0

  constructor(now: () => number) {
    this.#now = now
  }

  addImage(image: Image): void {
    this.#images.set(image.version, tracedImages.getOrInsertComputed(image, traceImage))
    this.#last = undefined
  }

  /** An update begins: what it changes is now old or new. */
  addPlan(plan: UpdatePlan): void {
    const digested = digest(plan)
    this.#plan = digested
    this.#converted.clear()
    this.#completed = false
    for (let frame = this.#live; frame !== undefined; frame = frame.earlier) {
      frame.group = digested.groupOf.get(frame.procedure.id)
      if (frame.group !== undefined && isOld(frame, digested)) frame.group.oldInside++
    }
  }

  /** What runs or is suspended will not go on. */
  crash(): void {
    for (let frame = this.#live; frame !== undefined; frame = frame.earlier) {
      if (frame.group !== undefined && this.#plan !== undefined && isOld(frame, this.#plan)) frame.group.oldInside--
      frame.group = undefined
    }
    this.#live = undefined
    this.#current = undefined
  }

  /** The strategy says that only new code runs. */
  complete(): void {
    this.#completed = true
  }

  /** How often a process has suspended, gone on, begun or ended: between two of these the program runs undisturbed. */
  get switches(): number {
    return this.#switches
  }

  get stack(): readonly string[] {
    const names: string[] = []
    for (let frame = this.#current; frame !== undefined; frame = frame.caller)
      names.push(`${frame.procedure.version} ${frame.procedure.id}`)
    return names
  }

  enter(version: string, index: number, self: unknown): Frame {
    this.#entries++
    const procedure = this.#find(version, index)
    const caller = this.#current
    const earlier = this.#live
    const group = this.#plan?.groupOf.get(procedure.id)
    const frame: Frame = { away: false, procedure, caller, saved: caller, group, earlier, later: undefined }
    if (this.#plan !== undefined) this.#check(frame, self, this.#plan)
    if (earlier !== undefined) earlier.later = frame
    this.#live = frame
    this.#current = frame
    if (caller === undefined) this.#switches++
    this.onBoundary?.()
    return frame
  }

  exit(frame: Frame): void {
    if (frame.group !== undefined && this.#plan !== undefined && isOld(frame, this.#plan)) frame.group.oldInside--
    this.#unlink(frame)
    this.#current = frame.saved
    if (frame.saved === undefined) this.#switches++
    this.onBoundary?.()
  }

  suspend(frame: Frame): void {
    this.#switches++
    this.#current = frame.saved
  }

  resume(frame: Frame): void {
    this.#switches++
    frame.saved = this.#current
    this.#current = frame
    this.onBoundary?.()
  }

  construct(version: string, adt: string, self: object): void {
    this.#tag(self, version, adt)
  }

  /** A static datum has been converted or newly initialised for a version. */
  convert(version: string, datum: string, value: unknown): void {
    if (this.#converted.has(datum)) this.#violation('mapperRepeated', `the mapper of ${datum} ran again for ${version}`)
    this.#converted.add(datum)
    this.#retag(version, value)
  }

  report(): TraceReport {
    return { counts: this.#counts, examples: this.#examples, entries: this.#entries }
  }

  #find(version: string, index: number): TracedProcedure {
    if (this.#last?.version !== version) this.#last = this.#images.get(version)
    // An image that an updating system has put together has code of versions whose own images are not there.
    return this.#last?.procedures[index - 1] ?? { version, id: '?', adt: undefined }
  }

  /** Of what runs no more after a crash, an exit may still come. */
  #unlink(frame: Frame): void {
    if (frame.later !== undefined) frame.later.earlier = frame.earlier
    else if (this.#live === frame) this.#live = frame.earlier
    if (frame.earlier !== undefined) frame.earlier.later = frame.later
    frame.earlier = undefined
    frame.later = undefined
  }

  #check(frame: Frame, self: unknown, plan: Digested): void {
    const { caller } = frame
    const old = isOld(frame, plan)
    this.#checkMapper(frame, plan)
    if (caller !== undefined && old && isNew(caller, plan))
      this.#violation('newCalledOld', `${describe(caller)} called ${describe(frame)}`)
    if (caller !== undefined) this.#checkInterface(frame, caller)
    if (old && this.#completed)
      this.#violation('resident', `${describe(frame)} was entered after the update was said to be complete`)
    if (frame.group !== undefined) this.#checkGroup(frame, frame.group, old, plan)
    this.#checkRepresentation(frame, self, plan)
  }

  /** A mapper runs once for each datum that it maps; what it calls, itself included, does not count. */
  #checkMapper({ procedure: { version, id }, caller }: Frame, plan: Digested): void {
    const runsLeft = plan.mapperRuns.get(id)
    if (
      runsLeft === undefined ||
      version !== plan.to ||
      (caller?.procedure.version === version && plan.mapperRuns.has(caller.procedure.id))
    )
      return
    if (runsLeft === 0) this.#violation('mapperRepeated', `the mapper ${id} ran again`)
    else plan.mapperRuns.set(id, runsLeft - 1)
  }

  #checkInterface(frame: Frame, caller: Frame): void {
    const { version, id } = frame.procedure
    if (caller.procedure.version === version) return
    const expected = this.#images.get(caller.procedure.version)?.signatures.get(id)
    const actual = this.#images.get(version)?.signatures.get(id)
    if (expected !== undefined && expected !== actual)
      this.#violation(
        'interface',
        `${describe(caller)} called ${describe(frame)}, whose interface is another, without an interprocedure`,
      )
  }

  #checkGroup(frame: Frame, group: Group, old: boolean, plan: Digested): void {
    if (old) {
      if (group.newEntered)
        this.#violation('torn', `${describe(frame)} was entered after a new member of its semantic group`)
      group.oldInside++
    } else if (isNew(frame, plan)) {
      if (group.oldInside > 0)
        this.#violation(
          'torn',
          `${describe(frame)} was entered while an old member of its semantic group had not returned`,
        )
      group.newEntered = true
    }
  }

  #checkRepresentation(frame: Frame, self: unknown, plan: Digested): void {
    const { version, id, adt } = frame.procedure
    const traced = this.#images.get(version)
    if (adt !== undefined && plan.representations.has(adt) && typeof self === 'object' && self !== null) {
      const expected = traced?.representations.get(adt)
      const actual = this.#tags.get(self)?.get(adt)
      if (actual !== undefined && actual !== expected)
        this.#violation(
          'representation',
          `${describe(frame)} was given an object in a representation that it does not know`,
        )
    }
    for (const datum of plan.changedData.get(id) ?? []) {
      const converted = this.#converted.has(datum)
      if (converted === isOld(frame, plan))
        this.#violation(
          'representation',
          `${describe(frame)} uses ${datum}, which is in the ${converted ? 'new' : 'old'} representation`,
        )
    }
  }

  #tag(self: object, version: string, adt: string): void {
    const representation = this.#images.get(version)?.representations.get(adt) ?? ''
    const tags = this.#tags.get(self)
    if (tags === undefined) this.#tags.set(self, new Map([[adt, representation]]))
    else tags.set(adt, representation)
  }

  /** Every object that can be reached from a converted datum is in the new representation. */
  #retag(version: string, root: unknown): void {
    const seen = new Set<object>()
    const pending: unknown[] = [root]
    for (let value = pending.pop(); value !== undefined || pending.length > 0; value = pending.pop()) {
      if (typeof value !== 'object' || value === null || seen.has(value) || ArrayBuffer.isView(value)) continue
      seen.add(value)
      for (const adt of this.#tags.get(value)?.keys() ?? []) this.#tag(value, version, adt)
      if (value instanceof Map) pending.push(...value.keys(), ...value.values())
      else if (value instanceof Set) pending.push(...value)
      else pending.push(...(Object.values(value) as unknown[]))
    }
  }

  #violation(kind: InternalKind, explanation: string): void {
    if (this.#counts[kind]++ === 0) this.#examples.push({ kind, atMs: this.#now(), explanation })
  }
}

/** A plan in the form in which every entry is checked against it. */
interface Digested {
  readonly from: string
  readonly to: string
  readonly changed: ReadonlySet<string>
  readonly fresh: ReadonlySet<string>
  readonly representations: ReadonlySet<string>
  readonly groupOf: ReadonlyMap<string, Group>
  readonly changedData: ReadonlyMap<string, readonly string[]>
  /** How often each mapper may still run. */
  readonly mapperRuns: Map<string, number>
}

function digest(plan: UpdatePlan): Digested {
  const representations = new Set(plan.representations)
  const mappers = Map.groupBy(plan.mappers, ([, mapper]) => mapper)
  const groups = plan.groups.map((members): Group => ({ members: new Set(members), newEntered: false, oldInside: 0 }))
  return {
    from: plan.from,
    to: plan.to,
    changed: new Set([...plan.affected, ...plan.deleted]),
    fresh: new Set([...plan.affected, ...plan.added]),
    representations,
    groupOf: new Map(groups.flatMap((group) => [...group.members].map((member) => [member, group] as const))),
    changedData: new Map(
      plan.uses
        .map(([id, data]) => [id, data.filter((datum) => representations.has(datum))] as const)
        .filter(([, data]) => data.length > 0),
    ),
    mapperRuns: new Map([...mappers].map(([mapper, data]) => [mapper, data.length])),
  }
}

/** Code that the new version does not have any more. */
function isOld(frame: Frame, plan: Digested): boolean {
  return frame.procedure.version !== plan.to && plan.changed.has(frame.procedure.id)
}

/** Code that only the new version has. */
function isNew(frame: Frame, plan: Digested): boolean {
  return frame.procedure.version === plan.to && plan.fresh.has(frame.procedure.id)
}

function describe(frame: Frame): string {
  return `${frame.procedure.version}'s ${frame.procedure.id}`
}
