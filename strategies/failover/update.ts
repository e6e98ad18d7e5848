import type { SiteAgent } from '../../harness/host/agent.ts'
import { SiteDown, type Controller, type SiteHandle } from '../../harness/host/controller.ts'
import type { Placement } from '../../harness/host/layout.ts'
import type { UpdateResult } from '../../harness/host/messages.ts'
import { awaitNearlyCaughtUp, comeToRest, prepareUnit, takeOver } from '../../harness/host/replace-unit.ts'

/** Two machines, each with the whole program: the standby carries out what the primary takes, and answers nothing. */
export function layout(): readonly Placement[] {
  return [
    { name: 'primary', serves: true, unit: { routed: true, ordered: false } },
    { name: 'standby', serves: true, unit: { routed: false, ordered: false } },
  ]
}

/** Nothing runs beside the program. */
export function createSite(): SiteAgent {
  return { hooks: {}, phases: [] }
}

/**
 * The standby loads the new version while the primary serves; then it takes over, and the old primary becomes its standby.
 * The state that goes on is the standby's own, which has carried out what the primary logged; where several processes
 * run at once it may have done so in another order, and the primary's state is copied.
 */
export async function control(controller: Controller): Promise<UpdateResult> {
  const { primary, standby } = pairOf(controller)
  // A machine that has crashed is given the new version at once, and the primary's state.
  const follows = !controller.hasCrashed(standby.name)
  controller.markLoad()
  try {
    controller.command('load the new version at the standby')
    const next = await prepareUnit(controller, standby.name)
    if (follows) await controller.phase('carry out the log', 'load', () => awaitNearlyCaughtUp(controller, standby))
    controller.markCommand()
    controller.command('switch to the standby')
    await stop(controller, primary)
    if (follows) await controller.phase('carry out the rest of the log', 'wait', () => comeToRest(controller, standby))
    // The standby serves from the moment at which it has its state.
    controller.route([next.name])
    await takeOver(controller, next, follows && controller.processes === 1 ? standby.name : primary.name)
    await controller.phase('switch', 'switch', () => switchTo(controller, next, primary))
  } catch (error) {
    if (!(error instanceof SiteDown)) throw error
    return giveUp(controller, error.message)
  }
  const completed = { completedMs: controller.now(), completedNext: controller.next() }
  controller.command('give the new version to the former primary')
  try {
    await takeOver(controller, await prepareUnit(controller, primary.name))
  } catch (error) {
    if (!(error instanceof SiteDown)) throw error
    return { outcome: 'completed', reason: `${error.message}; there is no standby`, inForce: 'new', ...completed }
  }
  return { outcome: 'completed', inForce: 'new', ...completed }
}

/** A machine has failed: if it was the one that serves, the other takes over, and what it had in hand is lost. */
export async function recover(controller: Controller, failed: string): Promise<void> {
  if (failed !== controller.site.name) return
  const { standby } = pairOf(controller)
  if (controller.hasCrashed(standby.name)) throw new SiteDown('no machine is left')
  controller.route([standby.name])
  await serveWith(controller, standby)
}

/** The old version goes on at the machine that serves: the primary, or the standby if the primary has crashed. */
function giveUp(controller: Controller, reason: string): UpdateResult {
  const { site, sites } = controller
  controller.route([site.name])
  for (const machine of sites.values()) machine.tell({ type: 'release' })
  return { outcome: 'failed', reason: `${reason}; the ${site.name} serves on`, inForce: 'old' }
}

/** The new version has the state. If its machine has crashed since, the former primary is to go on, once it has the new version too. */
async function switchTo(controller: Controller, next: SiteHandle, primary: SiteHandle): Promise<void> {
  if (!controller.hasCrashed(next.name)) return serveWith(controller, next)
  controller.route([primary.name])
  controller.serveWith(primary)
}

/** A safe point: the primary answers what it has in hand, or loses it when the limit has passed. */
async function stop(controller: Controller, primary: SiteHandle): Promise<void> {
  await controller.phase('stop the primary', 'wait', () =>
    Promise.race([primary.send({ type: 'drain' }), controller.after(controller.limitMs)]),
  )
  primary.tell({ type: 'cut-off' })
  controller.route([])
}

async function serveWith(controller: Controller, next: SiteHandle): Promise<void> {
  const before = controller.next()
  controller.serveWith(next)
  // It serves when it takes its first request; where none comes, nobody is served by another either.
  const endMs = controller.now() + controller.limitMs
  const isAwaited = (): boolean => controller.next() === before && !controller.hasCrashed(next.name)
  while (isAwaited() && controller.now() < endMs) await controller.after(0.5)
}

/** The machine that serves, and the one that stands by. */
function pairOf({ site, sites }: Controller): { readonly primary: SiteHandle; readonly standby: SiteHandle } {
  const standby = [...sites.values()].find(({ name }) => name !== site.name)
  if (standby === undefined) throw new SiteDown('there is no standby')
  return { primary: site, standby }
}
