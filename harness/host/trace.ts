import type { Image } from '../link/image.ts'
import type { TraceHooks } from '../link/space.ts'
import type { ViolationExample } from '../store/record.ts'
import { internalKinds, type InternalKind } from './internal-kinds.ts'
import type { UpdatePlan } from './update-plan.ts'

export interface TraceReport {
  readonly counts: Readonly<Record<InternalKind, number>>
  readonly examples: readonly ViolationExample[]
  readonly entries: number
}

interface Frame {
  readonly version: string
  readonly index: number
  readonly id: string
  readonly caller: Frame | undefined
  /** Who goes on when this activation returns or suspends. */
  saved: Frame | undefined
  group: Group | undefined
}

interface TracedImage {
  readonly image: Image
  readonly signatures: ReadonlyMap<string, string>
  readonly representations: ReadonlyMap<string, string>
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
  /** Activations that have not returned. */
  readonly #live = new Set<Frame>()
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
    this.#images.set(image.version, {
      image,
      signatures: new Map(image.procedures.map(({ id, signature }) => [id, signature])),
      representations: new Map(image.adts.map(({ id, representation }) => [id, representation])),
    })
  }

  /** An update begins: what it changes is now old or new. */
  addPlan(plan: UpdatePlan): void {
    const digested = digest(plan)
    this.#plan = digested
    this.#converted.clear()
    this.#completed = false
    for (const frame of this.#live) {
      frame.group = digested.groupOf.get(frame.id)
      if (frame.group !== undefined && isOld(frame, digested)) frame.group.oldInside++
    }
  }

  /** What runs or is suspended will not go on. */
  crash(): void {
    for (const frame of this.#live)
      if (frame.group !== undefined && this.#plan !== undefined && isOld(frame, this.#plan)) frame.group.oldInside--
    this.#live.clear()
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
      names.push(`${frame.version} ${frame.id}`)
    return names
  }

  enter(version: string, index: number, self: unknown): Frame {
    this.#entries++
    const id = this.#images.get(version)?.image.procedures[index - 1]?.id ?? '?'
    const caller = this.#current
    const frame: Frame = { version, index, id, caller, saved: caller, group: this.#plan?.groupOf.get(id) }
    if (this.#plan !== undefined) this.#check(frame, self, this.#plan)
    this.#live.add(frame)
    this.#current = frame
    if (caller === undefined) this.#switches++
    this.onBoundary?.()
    return frame
  }

  exit(frame: Frame): void {
    if (frame.group !== undefined && this.#plan !== undefined && isOld(frame, this.#plan)) frame.group.oldInside--
    this.#live.delete(frame)
    this.#current = frame.saved
    if (frame.saved === undefined) this.#switches++
    this.onBoundary?.()
  }

  suspend(frame: Frame, value: unknown): unknown {
    this.#switches++
    this.#current = frame.saved
    return value
  }

  resume(frame: Frame, value: unknown): unknown {
    this.#switches++
    frame.saved = this.#current
    this.#current = frame
    this.onBoundary?.()
    return value
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
  #checkMapper({ version, id, caller }: Frame, plan: Digested): void {
    const runsLeft = plan.mapperRuns.get(id)
    if (
      runsLeft === undefined ||
      version !== plan.to ||
      (caller?.version === version && plan.mapperRuns.has(caller.id))
    )
      return
    if (runsLeft === 0) this.#violation('mapperRepeated', `the mapper ${id} ran again`)
    else plan.mapperRuns.set(id, runsLeft - 1)
  }

  #checkInterface(frame: Frame, caller: Frame): void {
    const expected = this.#images.get(caller.version)?.signatures.get(frame.id)
    const actual = this.#images.get(frame.version)?.signatures.get(frame.id)
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
    const traced = this.#images.get(frame.version)
    const adt = traced?.image.procedures[frame.index - 1]?.adt
    if (adt !== undefined && plan.representations.has(adt) && typeof self === 'object' && self !== null) {
      const expected = traced?.representations.get(adt)
      const actual = this.#tags.get(self)?.get(adt)
      if (actual !== undefined && actual !== expected)
        this.#violation(
          'representation',
          `${describe(frame)} was given an object in a representation that it does not know`,
        )
    }
    for (const datum of plan.changedData.get(frame.id) ?? []) {
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
  return frame.version !== plan.to && plan.changed.has(frame.id)
}

/** Code that only the new version has. */
function isNew(frame: Frame, plan: Digested): boolean {
  return frame.version === plan.to && plan.fresh.has(frame.id)
}

function describe(frame: Frame): string {
  return `${frame.version}'s ${frame.id}`
}
