import type { SiteAgent } from '../../harness/host/agent.ts'
import { SiteDown, type Controller, type SiteHandle } from '../../harness/host/controller.ts'
import type { Placement } from '../../harness/host/layout.ts'
import type { UpdateResult } from '../../harness/host/messages.ts'
import { awaitNearlyCaughtUp, comeToRest, prepareUnit, takeOver } from '../../harness/host/replace-unit.ts'

type Halves = readonly [first: readonly string[], rest: readonly string[]]

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
 * Half of the units serve while the others are replaced, and the other way round. Where both versions do the same to the
 * state, the first half carries out in the new version what the other has answered in the old one meanwhile: somebody
 * serves at any time. Where they do not, the halves are apart: nobody serves while the state is converted.
 */
export async function control(controller: Controller): Promise<UpdateResult> {
  controller.markLoad()
  const units = [...controller.sites.keys()]
  const before = new Map(controller.sites)
  const halves = halve(controller, units)
  const [first, rest] = halves
  controller.decide('can the halves bear the change together?')
  reroute(controller, rest)
  try {
    const prepared = await prepareAll(controller, first)
    const areTogether = controller.plan.sameEffects && !first.some((name) => controller.hasCrashed(name))
    if (areTogether) await replaceBeside(controller, halves, prepared)
    else await replaceApart(controller, halves, prepared)
  } catch (error) {
    if (!(error instanceof SiteDown)) throw error
    return giveUp(controller, before, error.message)
  }
  const completed = { completedMs: controller.now(), completedNext: controller.next() }
  const reason = await replaceRest(controller, first, rest)
  return { outcome: 'completed', inForce: 'new', ...completed, ...(reason === undefined ? {} : { reason }) }
}

/** The old version goes on at the units that have it; one that has been given the new version already serves no more. */
async function giveUp(
  controller: Controller,
  before: ReadonlyMap<string, SiteHandle>,
  reason: string,
): Promise<UpdateResult> {
  const units = [...before.keys()]
  const replaced = units.filter((name) => controller.sites.get(name) !== before.get(name))
  for (const name of replaced) await controller.retire(name)
  const old = units.filter((name) => !replaced.includes(name))
  reroute(controller, old)
  for (const site of controller.sites.values()) site.tell({ type: 'release' })
  const running = getRunning(controller, old).map(({ name }) => name)
  const who = running.length === units.length ? 'all units serve' : `only ${running.join(', ')} serves`
  return { outcome: 'failed', reason: `${reason}; ${who} the old version`, inForce: 'old' }
}

/** The other half serves until the first one has the new version and has caught up. */
async function replaceBeside(
  controller: Controller,
  [first, rest]: Halves,
  prepared: readonly SiteHandle[],
): Promise<void> {
  controller.markCommand()
  for (const unit of prepared) await takeOver(controller, unit)
  for (const unit of prepared) await catchUp(controller, unit)
  reroute(controller, first)
  for (const unit of prepared) unit.tell({ type: 'release' })
  // Whatever happens from now on, the old version does not serve again.
  for (const unit of getRunning(controller, rest)) unit.tell({ type: 'drain' })
}

/** Two systems that have nothing to do with each other: the new version begins with the state in which the old one has stopped. */
async function replaceApart(
  controller: Controller,
  [first, rest]: Halves,
  prepared: readonly SiteHandle[],
): Promise<void> {
  for (const unit of getRunning(controller, first)) await catchUp(controller, unit)
  controller.markCommand()
  reroute(controller, [])
  await controller.phase('finish what is in hand', 'wait', () => stopAll(controller, [...first, ...rest]))
  // Each serves from the moment at which it has its state.
  reroute(controller, first)
  for (const unit of prepared) await takeOver(controller, unit, findSource(controller, unit.name, rest))
}

/** A unit has failed: the communications subsystem routes around it. */
export async function recover(controller: Controller, failed: string): Promise<void> {
  const others = getRunning(controller, [...controller.sites.keys()])
  const [next] = others
  if (next === undefined) throw new SiteDown('no unit is left')
  controller.route(others.map(({ name }) => name))
  if (controller.site.name === failed) controller.serveWith(next)
}

/** An operator's command to the communications subsystem, which leaves out those that have crashed. */
function reroute(controller: Controller, units: readonly string[]): void {
  const running = getRunning(controller, units)
  const names = running.map(({ name }) => name)
  controller.command(`route to ${names.join(', ') || 'none'}`)
  controller.route(names)
  const [first] = running
  if (first !== undefined) controller.serveWith(first)
}

/** Those that are to be replaced first, and those that serve meanwhile: all that have crashed are among the first. */
function halve(controller: Controller, units: readonly string[]): Halves {
  const sorted = units.toSorted((a, b) => Number(controller.hasCrashed(b)) - Number(controller.hasCrashed(a)))
  const half = Math.ceil(units.length / 2)
  return [sorted.slice(0, half), sorted.slice(half)]
}

/** A unit that has crashed has no state of its own any more. */
function findSource(controller: Controller, name: string, others: readonly string[]): string {
  return controller.hasCrashed(name) ? (others[0] ?? name) : name
}

async function prepareAll(controller: Controller, units: readonly string[]): Promise<SiteHandle[]> {
  const prepared: SiteHandle[] = []
  for (const name of units) {
    controller.command(`replace ${name}`)
    prepared.push(await prepareUnit(controller, name))
  }
  return prepared
}

/** The new version is in force; units that cannot be given it are left out. @returns which, and why */
async function replaceRest(
  controller: Controller,
  first: readonly string[],
  rest: readonly string[],
): Promise<string | undefined> {
  const replaced: string[] = []
  const reasons: string[] = []
  for (const name of rest) {
    try {
      const [unit] = await prepareAll(controller, [name])
      if (unit === undefined) continue
      await takeOver(controller, unit)
      await catchUp(controller, unit)
      replaced.push(name)
    } catch (error) {
      if (!(error instanceof SiteDown)) throw error
      reasons.push(`${error.message}; ${name} is not updated, and serves no more`)
    }
  }
  reroute(controller, [...first, ...replaced])
  return reasons.length === 0 ? undefined : reasons.join('; ')
}

async function catchUp(controller: Controller, unit: SiteHandle): Promise<void> {
  await controller.phase(`${unit.name} catches up`, 'load', () => awaitNearlyCaughtUp(controller, unit))
}

/** All units have the same state, that after the last request handed out. */
async function stopAll(controller: Controller, units: readonly string[]): Promise<void> {
  await Promise.all(getRunning(controller, units).map((unit) => comeToRest(controller, unit)))
}

function getRunning(controller: Controller, units: readonly string[]): readonly SiteHandle[] {
  return units.flatMap((name) => (controller.hasCrashed(name) ? [] : (controller.sites.get(name) ?? [])))
}
