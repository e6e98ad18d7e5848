import { resultOf, SiteDown, whileAlive, type Controller, type SiteHandle } from '../../harness/host/controller.ts'
import type { UpdateResult } from '../../harness/host/messages.ts'
import { order, orderAll, type Position } from './orders.ts'
import { findSubsystem } from './subsystem.ts'

/** Crashes, restorations and replacements of one program follow one another. */
interface Administration {
  epoch: number
  /** Sites that have crashed and have not been seen to. */
  crashes: number
  turn: Promise<unknown>
}

const administrations = new WeakMap<Controller['sites'], Administration>()

/** Replaces the subsystem: it crashes, its stable state is handed on, and what was aborted is begun again. */
export async function control(controller: Controller): Promise<UpdateResult> {
  controller.markLoad()
  try {
    return await inTurn(controller, () => replaceSubsystem(controller))
  } catch (error) {
    if (!(error instanceof SiteDown)) throw error
    // The recovery from that crash comes first; what is in force then, the site where actions begin has in its storage.
    return inTurn(controller, () => report(controller, error.message))
  }
}

/** A site has crashed: all guardians go back to the last batch that was committed, and go on. */
export function recover(controller: Controller, failed: string): Promise<void> {
  const administration = administrationOf(controller)
  const crashed = controller.sites.get(failed)
  administration.crashes++
  return inTurn(controller, async () => {
    administration.crashes--
    try {
      if (controller.sites.get(failed) === crashed) await startAgain(controller, failed)
      await restoreAll(controller)
    } catch (error) {
      // One has crashed meanwhile: the recovery from that, which comes next, is that of all.
      if (!(error instanceof SiteDown) || administration.crashes === 0) throw error
    }
  })
}

async function startAgain(controller: Controller, failed: string): Promise<void> {
  const start = controller.oldStarts.find(({ name }) => name === failed)
  if (start === undefined) throw new Error(`there is no site ${failed}`)
  const served = controller.site.name === failed
  const site = await controller.startSite(start)
  if (served) controller.serveWith(site)
}

async function restoreAll(controller: Controller): Promise<void> {
  const { batch, generation } = await crash(controller)
  for (const [name, site] of controller.sites) {
    if (await order(site, { order: 'has-code', generation })) continue
    const loaded = await site.send(controller.updateAt(name))
    if (loaded.type !== 'loaded') throw new Error(`the code in which ${name} was could not be loaded again`)
  }
  await orderAll(controller, { order: 'restore', batch, generation })
  await resume(controller, generation)
}

/**
 * The guardian where actions begin goes on last: its calls and the orders come on different ways, and a call that
 * overtook an order would reach a guardian that is not yet what it will be.
 */
async function resume({ site, sites }: Controller, generation: number): Promise<void> {
  const content = { order: 'resume', generation } as const
  await Promise.all([...sites.values()].filter((each) => each !== site).map((each) => order(each, content)))
  await order(site, content)
}

async function replaceSubsystem(controller: Controller): Promise<UpdateResult> {
  const members = findMembers(controller)
  const refusal = await load(controller, members)
  if (refusal !== undefined) return refusal
  controller.markCommand()
  if (members.length === 0) return complete(controller)
  controller.command(`replace ${members.map(({ name }) => name).join(', ')}`)
  return replace(controller, members)
}

/** Sites of the guardians that are replaced. */
function findMembers({ plan, oldStarts, newStarts, sites }: Controller): SiteHandle[] {
  const images = [...oldStarts, ...newStarts].map(({ image }) => image)
  const subsystem = findSubsystem(
    plan,
    images.flatMap(({ procedures }) => procedures),
  )
  const isAlone = sites.size === 1
  const changes = plan.affected.length + plan.added.length + plan.deleted.length + plan.representations.length > 0
  return [...sites.values()].filter(({ name }) => subsystem.has(name) || (isAlone && changes))
}

/** New code is loaded beside the old, and the log is made short, while actions go on. */
async function load(controller: Controller, members: readonly SiteHandle[]): Promise<UpdateResult | undefined> {
  for (const site of members) {
    controller.command(`load ${site.name}`)
    const loaded = await site.send(controller.updateAt(site.name))
    if (loaded.type !== 'loaded') return resultOf(loaded)
  }
  if (members.length > 0)
    await controller.phase('write checkpoints', 'load', () =>
      whileAllAlive(controller, order(controller.site, { order: 'checkpoint' })),
    )
  return undefined
}

async function replace(controller: Controller, members: readonly SiteHandle[]): Promise<UpdateResult> {
  const { batch, generation } = await controller.phase('crash', 'pause', () => crash(controller))
  await controller.phase('restore', 'pause', () => orderAll(controller, { order: 'restore', batch, generation }))
  const failure = await controller.phase('transform', 'transform', () => transform(members, generation + 1))
  if (failure !== undefined) {
    await orderAll(controller, { order: 'restore', batch, generation })
    await resume(controller, generation)
    const withdrawn = { withdrawnMs: controller.now(), withdrawnNext: controller.next() }
    return { outcome: 'failed', reason: `${failure}; the old guardians go on`, inForce: 'old', ...withdrawn }
  }
  await controller.phase('install', 'switch', () =>
    order(controller.site, { order: 'install', generation: generation + 1 }),
  )
  await controller.phase('resume', 'switch', () => resume(controller, generation + 1))
  return complete(controller)
}

/** Why it could not be done; then it counts nowhere. */
async function transform(members: readonly SiteHandle[], generation: number): Promise<string | undefined> {
  const done = await Promise.allSettled(members.map((site) => order(site, { order: 'replace', generation })))
  const failed = done.find((result) => result.status === 'rejected')
  if (failed === undefined) return undefined
  if (failed.reason instanceof SiteDown) throw failed.reason
  return failed.reason instanceof Error ? failed.reason.message : String(failed.reason)
}

/** Ends what is under way everywhere, and says what of it had been committed. */
async function crash(controller: Controller): Promise<Position> {
  const administration = administrationOf(controller)
  const content = { order: 'crash', epoch: ++administration.epoch } as const
  const others = [...controller.sites.values()].filter((site) => site !== controller.site)
  const position = (await order(controller.site, content)) as Position
  await Promise.all(others.map((site) => order(site, content)))
  return position
}

/** One guardian waits for others: it would do so for ever. */
function whileAllAlive<T>({ sites }: Controller, work: Promise<T>): Promise<T> {
  return [...sites.values()].reduce((rest, site) => whileAlive(rest, site, `site ${site.name} died`), work)
}

async function report(controller: Controller, reason: string): Promise<UpdateResult> {
  const { generation } = (await order(controller.site, { order: 'position' })) as Position
  return generation > 0
    ? complete(controller)
    : { outcome: 'failed', reason: `${reason}; the old guardians go on`, inForce: 'old' }
}

function complete(controller: Controller): UpdateResult {
  return { outcome: 'completed', inForce: 'new', completedMs: controller.now(), completedNext: controller.next() }
}

async function inTurn<T>(controller: Controller, work: () => Promise<T>): Promise<T> {
  const administration = administrationOf(controller)
  const turn = administration.turn.then(work)
  administration.turn = turn.catch(() => undefined)
  return turn
}

function administrationOf({ sites }: Controller): Administration {
  return administrations.getOrInsertComputed(sites, () => ({ epoch: 0, crashes: 0, turn: Promise.resolve() }))
}
