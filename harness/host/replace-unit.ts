import { SiteDown, type Controller, type SiteHandle, type SiteStart } from './controller.ts'
import type { ChangeKind } from '../program/change-kind.ts'
import type { Snapshot } from './snapshot.ts'

/** A unit's state, and the requests that are in it: those before `position`. */
interface UnitState {
  readonly snapshot: Snapshot
  readonly position: number
}

/**
 * Replaces a unit that requests are not routed to: its state (or that of `source`, which holds too), converted, goes to
 * a new site of the same name, which then carries out what other units have taken meanwhile.
 * @throws SiteDown where the new version does not start; the unit runs the old version again then
 */
export async function replaceUnit(controller: Controller, name: string, source = name): Promise<SiteHandle> {
  const state = await controller.phase(`save the state of ${source}`, 'transform', () => saveState(controller, source))
  await controller.retire(name)
  const { plan, newStarts, oldStarts } = controller
  try {
    return await controller.phase(`start ${name}`, 'load', () =>
      startUnit(controller, newStarts, name, state, plan.mappers),
    )
  } catch (error) {
    if (!(error instanceof SiteDown)) throw error
    await startUnit(controller, oldStarts, name, state, [])
    throw error
  }
}

/** Kinds of change after which a request does to the state what it did before. */
const harmless: ReadonlySet<ChangeKind> = new Set(['body', 'move'])

/**
 * Whether the new version can carry out what was logged while the old one served: the outcome is the old one's only if
 * requests do the same to the state in both. Otherwise no version may serve while the state is converted.
 */
export function canCarryOutLog({ plan }: Controller): boolean {
  return plan.kinds.every((kind) => harmless.has(kind))
}

/** Waits until a unit has nearly caught up with the line, or no longer than the limit: more comes while it does. */
export async function awaitNearlyCaughtUp(controller: Controller, unit: SiteHandle): Promise<void> {
  await isWithin(controller, unit, 64)
}

/**
 * Waits until a unit has carried out all that was taken before no requests were handed out any more.
 * @throws SiteDown where it does not come so far within the limit
 */
export async function awaitCaughtUp(controller: Controller, unit: SiteHandle): Promise<void> {
  if (await isWithin(controller, unit, 0)) return
  throw new SiteDown(`${unit.name} did not carry out the log within ${controller.limitMs} ms`)
}

/** Whether the unit comes within so many requests of the line before the limit has passed. */
async function isWithin(controller: Controller, unit: SiteHandle, requests: number): Promise<boolean> {
  const endMs = controller.now() + controller.limitMs
  while (controller.now() < endMs) {
    const answer = await unit.send({ type: 'position' })
    if (answer.type === 'position' && controller.next() - answer.position <= requests) return true
    await controller.after(0.2)
  }
  return false
}

async function saveState(controller: Controller, name: string): Promise<UnitState> {
  const unit = controller.sites.get(name)
  if (unit === undefined) throw new Error(`there is no unit ${name}`)
  await Promise.race([unit.send({ type: 'drain' }), controller.after(controller.limitMs)])
  const reached = await unit.send({ type: 'position' })
  const saved = await unit.send({ type: 'snapshot' })
  if (reached.type !== 'position' || saved.type !== 'snapshot') {
    unit.tell({ type: 'release' })
    throw new SiteDown(`${name} did not give its state: ${saved.type === 'failed' ? saved.message : saved.type}`)
  }
  return { snapshot: saved.snapshot, position: reached.position }
}

function startUnit(
  controller: Controller,
  starts: readonly SiteStart[],
  name: string,
  { snapshot, position }: UnitState,
  mappers: readonly (readonly [string, string])[],
): Promise<SiteHandle> {
  const start = starts.find((site) => site.name === name)
  if (start?.unit === undefined) throw new Error(`${name} is no unit of the line`)
  return controller.startSite({ ...start, unit: { ...start.unit, position }, restored: { snapshot, mappers } })
}
