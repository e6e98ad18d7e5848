import type { SiteAgent } from '../../harness/host/agent.ts'
import { SiteDown, type Controller } from '../../harness/host/controller.ts'
import type { Placement } from '../../harness/host/layout.ts'
import type { UpdateResult } from '../../harness/host/messages.ts'
import { awaitCaughtUp, awaitNearlyCaughtUp, canCarryOutLog, replaceUnit } from '../../harness/host/replace-unit.ts'

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

/** Half of the units are replaced while the others serve, then the others while the new ones serve. */
export async function control(controller: Controller): Promise<UpdateResult> {
  controller.markLoad()
  const units = [...controller.sites.keys()]
  const half = Math.ceil(units.length / 2)
  const [first, rest] = [units.slice(0, half), units.slice(half)]
  controller.markCommand()
  reroute(controller, rest)
  try {
    if (!canCarryOutLog(controller)) await stopAll(controller, first, rest)
    await replaceAll(controller, first)
  } catch (error) {
    if (!(error instanceof SiteDown)) throw error
    reroute(controller, units)
    for (const site of controller.sites.values()) site.tell({ type: 'release' })
    return { outcome: 'failed', reason: `${error.message}; all units serve the old version`, inForce: 'old' }
  }
  reroute(controller, first)
  await controller.phase('finish what is in hand', 'wait', () => drainAll(controller, rest))
  const completed = { completedMs: controller.now(), completedNext: controller.next() }
  await replaceAll(controller, rest)
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

async function replaceAll(controller: Controller, units: readonly string[]): Promise<void> {
  for (const name of units) {
    controller.command(`replace ${name}`)
    const unit = await replaceUnit(controller, name)
    await controller.phase(`${name} catches up`, 'load', () => awaitNearlyCaughtUp(controller, unit))
  }
}

/** Nobody serves while the state is converted, so that no request is carried out by both versions. */
async function stopAll(controller: Controller, first: readonly string[], rest: readonly string[]): Promise<void> {
  await controller.phase('finish what is in hand', 'wait', () => drainAll(controller, rest))
  reroute(controller, [])
  for (const unit of first.flatMap((name) => controller.sites.get(name) ?? []))
    await controller.phase(`${unit.name} catches up`, 'wait', () => awaitCaughtUp(controller, unit))
}

async function drainAll(controller: Controller, units: readonly string[]): Promise<void> {
  const sites = units.flatMap((name) => controller.sites.get(name) ?? [])
  await Promise.all(sites.map((site) => site.send({ type: 'drain' })))
}
