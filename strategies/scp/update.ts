import type { SiteAgent } from '../../harness/host/agent.ts'
import { SiteDown, type Controller, type SiteHandle } from '../../harness/host/controller.ts'
import type { Placement } from '../../harness/host/layout.ts'
import type { UpdateResult } from '../../harness/host/messages.ts'
import { awaitNearlyCaughtUp, comeToRest, prepareUnit, takeOver } from '../../harness/host/replace-unit.ts'

/** Units behind the communications subsystem: each could serve alone. */
export function layout(): readonly Placement[] {
  return [
    { name: 'unit-1', serves: true, unit: { routed: true, ordered: true } },
    { name: 'unit-2', serves: true, unit: { routed: true, ordered: true } },
  ]
}

/** Nothing runs beside the program. */
export function createSite(): SiteAgent {
  return { hooks: {}, phases: [] }
}

/**
 * Half of the units serve while the others load the new version, and again while they are replaced themselves. In between
 * nobody serves: the new version begins with the state in which the old one has stopped.
 */
export async function control(controller: Controller): Promise<UpdateResult> {
  controller.markLoad()
  const units = [...controller.sites.keys()]
  const half = Math.ceil(units.length / 2)
  const [first, rest] = [units.slice(0, half), units.slice(half)]
  reroute(controller, rest)
  try {
    const prepared = await prepareAll(controller, first)
    for (const unit of first.flatMap((name) => controller.sites.get(name) ?? [])) await catchUp(controller, unit)
    controller.markCommand()
    reroute(controller, [])
    await controller.phase('finish what is in hand', 'wait', () => stopAll(controller))
    // Each serves from the moment at which it has its state.
    reroute(controller, first)
    for (const unit of prepared) await takeOver(controller, unit)
  } catch (error) {
    if (!(error instanceof SiteDown)) throw error
    reroute(controller, units)
    for (const site of controller.sites.values()) site.tell({ type: 'release' })
    return { outcome: 'failed', reason: `${error.message}; all units serve the old version`, inForce: 'old' }
  }
  const completed = { completedMs: controller.now(), completedNext: controller.next() }
  for (const unit of await prepareAll(controller, rest)) {
    await takeOver(controller, unit)
    await catchUp(controller, unit)
  }
  reroute(controller, units)
  return { outcome: 'completed', inForce: 'new', ...completed }
}

/** A unit has failed: the communications subsystem routes around it. */
export async function recover(controller: Controller, failed: string): Promise<void> {
  const others = [...controller.sites.keys()].filter((name) => name !== failed)
  const [next] = others.flatMap((name) => controller.sites.get(name) ?? [])
  if (next === undefined) throw new Error('no unit is left')
  controller.route(others)
  if (controller.site.name === failed) controller.serveWith(next)
}

/** An operator's command to the communications subsystem. */
function reroute(controller: Controller, units: readonly string[]): void {
  controller.command(`route to ${units.join(', ') || 'none'}`)
  controller.route(units)
  const [first] = units.flatMap((name) => controller.sites.get(name) ?? [])
  if (first !== undefined) controller.serveWith(first)
}

async function prepareAll(controller: Controller, units: readonly string[]): Promise<SiteHandle[]> {
  const prepared: SiteHandle[] = []
  for (const name of units) {
    controller.command(`replace ${name}`)
    prepared.push(await prepareUnit(controller, name))
  }
  return prepared
}

async function catchUp(controller: Controller, unit: SiteHandle): Promise<void> {
  await controller.phase(`${unit.name} catches up`, 'load', () => awaitNearlyCaughtUp(controller, unit))
}

/** All units have the same state, that after the last request handed out. */
async function stopAll(controller: Controller): Promise<void> {
  await Promise.all([...controller.sites.values()].map((unit) => comeToRest(controller, unit)))
}
