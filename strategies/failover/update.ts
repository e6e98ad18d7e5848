import type { SiteAgent } from '../../harness/host/agent.ts'
import { SiteDown, type Controller, type SiteHandle } from '../../harness/host/controller.ts'
import type { Placement } from '../../harness/host/layout.ts'
import type { UpdateResult } from '../../harness/host/messages.ts'
import { awaitCaughtUp, awaitNearlyCaughtUp, canCarryOutLog, replaceUnit } from '../../harness/host/replace-unit.ts'

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

/** The standby is given the new version and the state; then it takes over, and the old primary becomes its standby. */
export async function control(controller: Controller): Promise<UpdateResult> {
  const { primary, standby } = pairOf(controller)
  controller.markLoad()
  try {
    const replace = canCarryOutLog(controller) && controller.processes === 1 ? replaceThenStop : stopThenReplace
    const next = await replace(controller, primary, standby.name)
    await controller.phase('switch', 'switch', () => switchTo(controller, next))
  } catch (error) {
    if (!(error instanceof SiteDown)) throw error
    controller.route([primary.name])
    primary.tell({ type: 'release' })
    return { outcome: 'failed', reason: `${error.message}; the primary serves on`, inForce: 'old' }
  }
  const completed = { completedMs: controller.now(), completedNext: controller.next() }
  controller.command('give the new version to the former primary')
  await replaceUnit(controller, primary.name)
  return { outcome: 'completed', inForce: 'new', ...completed }
}

/** A machine has failed: if it was the one that serves, the other takes over, and what it had in hand is lost. */
export async function recover(controller: Controller, failed: string): Promise<void> {
  if (failed === controller.site.name) await switchTo(controller, pairOf(controller).standby)
}

/** The standby is converted while the primary serves; what changed meanwhile the new version carries out from the log. */
async function replaceThenStop(controller: Controller, primary: SiteHandle, standby: string): Promise<SiteHandle> {
  controller.command('give the new version to the standby')
  const next = await replaceUnit(controller, standby)
  await controller.phase('carry out the log', 'load', () => awaitNearlyCaughtUp(controller, next))
  controller.markCommand()
  controller.command('switch to the standby')
  await stop(controller, primary)
  await controller.phase('carry out the rest', 'wait', () => awaitCaughtUp(controller, next))
  return next
}

/**
 * Nobody serves while the primary's state goes to the standby, converted: no request is carried out by both versions,
 * and what concurrent processes did to each other is as it was at the primary.
 */
async function stopThenReplace(controller: Controller, primary: SiteHandle, standby: string): Promise<SiteHandle> {
  controller.markCommand()
  controller.command('stop the primary')
  await stop(controller, primary)
  controller.command('give the new version to the standby')
  const next = await replaceUnit(controller, standby, primary.name)
  controller.command('switch to the standby')
  return next
}

/** A safe point: the primary answers what it has in hand, or loses it when the limit has passed. */
async function stop(controller: Controller, primary: SiteHandle): Promise<void> {
  await controller.phase('stop the primary', 'wait', () =>
    Promise.race([primary.send({ type: 'drain' }), controller.after(controller.limitMs)]),
  )
  primary.tell({ type: 'cut-off' })
  controller.route([])
}

async function switchTo(controller: Controller, next: SiteHandle): Promise<void> {
  const before = controller.next()
  controller.route([next.name])
  controller.serveWith(next)
  // It serves when it takes its first request; where none comes, nobody is served by another either.
  const endMs = controller.now() + controller.limitMs
  while (controller.next() === before && controller.now() < endMs) await controller.after(0.5)
}

/** The machine that serves, and the one that stands by. */
function pairOf({ site, sites }: Controller): { readonly primary: SiteHandle; readonly standby: SiteHandle } {
  const standby = [...sites.values()].find(({ name }) => name !== site.name)
  if (standby === undefined) throw new SiteDown('there is no standby')
  return { primary: site, standby }
}
