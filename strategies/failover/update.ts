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
 * Where both versions do the same to the state, the standby's is converted while the primary serves, and the new version
 * carries out the log; else nobody serves while it is converted.
 */
export async function control(controller: Controller): Promise<UpdateResult> {
  const pair = pairOf(controller)
  const { primary, standby } = pair
  // A machine that has crashed is given the new version at once, and the primary's state.
  const follows = !controller.hasCrashed(standby.name)
  controller.decide('can the new version carry out the log of the old one?')
  controller.markLoad()
  try {
    controller.command('load the new version at the standby')
    const next = await prepareUnit(controller, standby.name)
    // Several processes may do at the standby what they do in another order: then the primary's state is copied.
    const ownState = follows && controller.processes === 1
    if (controller.plan.sameEffects && ownState) await shipTheLog(controller, primary, next)
    else await shipTheState(controller, pair, next, { follows, ownState })
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

/** The new version goes on where the old standby stands, and carries out what the primary has answered since. */
async function shipTheLog(controller: Controller, primary: SiteHandle, next: SiteHandle): Promise<void> {
  controller.markCommand()
  await takeOver(controller, next)
  await controller.phase('carry out the log', 'transform', () => awaitNearlyCaughtUp(controller, next))
  controller.command('switch to the standby')
  try {
    await stop(controller, primary)
  } catch (error) {
    // If the primary has crashed meanwhile, the standby serves already.
    if (!(error instanceof SiteDown && controller.hasCrashed(primary.name))) throw error
  }
  controller.route([next.name])
  next.tell({ type: 'release' })
}

/** The old standby carries out the log to its end; then the state is converted while both stand still. */
async function shipTheState(
  controller: Controller,
  { primary, standby }: Pair,
  next: SiteHandle,
  { follows, ownState }: { readonly follows: boolean; readonly ownState: boolean },
): Promise<void> {
  if (follows) await controller.phase('carry out the log', 'load', () => awaitNearlyCaughtUp(controller, standby))
  controller.markCommand()
  controller.command('switch to the standby')
  await stop(controller, primary)
  if (follows) await controller.phase('carry out the rest of the log', 'wait', () => comeToRest(controller, standby))
  // The standby serves from the moment at which it has its state.
  controller.route([next.name])
  await takeOver(controller, next, ownState ? standby.name : primary.name)
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
interface Pair {
  readonly primary: SiteHandle
  readonly standby: SiteHandle
}

function pairOf({ site, sites }: Controller): Pair {
  const standby = [...sites.values()].find(({ name }) => name !== site.name)
  if (standby === undefined) throw new SiteDown('there is no standby')
  return { primary: site, standby }
}
