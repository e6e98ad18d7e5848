import { SiteDown, type Controller, type SiteHandle } from './controller.ts'
import type { Answer, Command } from './messages.ts'
import type { Snapshot } from './snapshot.ts'

/** A unit that is so many requests behind has nearly caught up. */
const nearly = 64

/** So long a unit may take to come halfway nearer by itself. */
const patienceMs = 50
/** Nobody waits longer for a unit that does not come on. */
const stillMs = 20

/** A unit's state, and the requests that are in it: those before `position`. */
interface UnitState {
  readonly snapshot: Snapshot
  readonly position: number
}

/**
 * Loads the new version on a unit's machine, beside the old one, which runs on.
 * @throws SiteDown where it does not start, or not within the limit
 */
export async function prepareUnit(controller: Controller, name: string): Promise<SiteHandle> {
  const start = controller.newStarts.find((site) => site.name === name)
  if (start === undefined) throw new Error(`${name} is no unit of the line`)
  const prepared = await controller.phase(`load ${name}`, 'load', () =>
    Promise.race([controller.prepareSite(start), controller.after(controller.loadingMs)]),
  )
  if (prepared === undefined)
    throw new SiteDown(`${name} did not load the new version within ${controller.loadingMs} ms`)
  return prepared
}

/**
 * A prepared unit goes on where `source` stands, with that one's state, converted, in place of the unit of its own
 * name, which stands still as well. What has been taken since, it carries out.
 * @throws SiteDown where the state cannot be saved or converted; all units are then what they were
 */
export async function takeOver(controller: Controller, next: SiteHandle, source = next.name): Promise<void> {
  const { name } = next
  const state = await controller.phase(`save the state of ${source}`, 'transform', () => saveState(controller, source))
  await controller.phase(`start ${name}`, 'transform', async () => {
    if (source !== name) await controller.copyDisk(source, name)
    await giveState(controller, next, state, controller.plan.mappers)
    await controller.replaceSite(next)
  })
}

/**
 * Waits until a unit has nearly caught up with the line, or no longer than loading may take: more comes while it does. If
 * it hardly comes nearer by itself, those that serve leave it the time for it; unless it stands still.
 */
export async function awaitNearlyCaughtUp(controller: Controller, unit: SiteHandle): Promise<void> {
  const startMs = controller.now()
  let [firstBehind, isLeftTime, reached, sinceMs] = [0, false, -1, startMs]
  try {
    while (controller.now() - startMs < controller.loadingMs) {
      const asked = askPosition(controller, unit)
      const answer = await Promise.race([asked, controller.after(stillMs)])
      if (answer === undefined) controller.letRun()
      const { position } = answer ?? (await asked)
      const behind = controller.next() - position
      if (behind <= nearly) return
      const nowMs = controller.now()
      if (reached === -1) firstBehind = behind
      if (position > reached) [reached, sinceMs] = [position, nowMs]
      else if (nowMs - sinceMs > stillMs) controller.letRun()
      if (!isLeftTime && nowMs - startMs > patienceMs && behind > firstBehind / 2) {
        controller.letCatchUp(unit.name, position)
        isLeftTime = true
      }
      await controller.after(0.2)
    }
  } finally {
    controller.letRun()
  }
}

/**
 * Once no requests are handed out any more: a unit carries out all that was taken, and stands still.
 * @throws SiteDown where it does not come so far within the limit
 */
export async function comeToRest(controller: Controller, unit: SiteHandle): Promise<void> {
  const answer = await Promise.race([
    unit.send({ type: 'drain', at: controller.next() }),
    controller.after(controller.limitMs),
  ])
  if (answer !== undefined) return
  throw new SiteDown(`${unit.name} did not carry out what was taken within ${controller.limitMs} ms`)
}

async function saveState(controller: Controller, name: string): Promise<UnitState> {
  const unit = getUnit(controller, name)
  await Promise.race([unit.send({ type: 'drain' }), controller.after(controller.limitMs)])
  const { position } = await askPosition(controller, unit)
  const saved = await ask(controller, unit, { type: 'snapshot' })
  if (saved.type === 'snapshot') return { snapshot: saved.snapshot, position }
  throw new SiteDown(`${name} did not give its state: ${saved.type === 'failed' ? saved.message : saved.type}`)
}

async function giveState(
  controller: Controller,
  next: SiteHandle,
  { snapshot, position }: UnitState,
  mappers: readonly (readonly [string, string])[],
): Promise<void> {
  const answer = await ask(controller, next, { type: 'take-over', state: { snapshot, mappers }, position })
  if (answer.type === 'taken-over') return
  await next.end()
  throw new SiteDown(
    `${next.name} did not take the state over: ${answer.type === 'failed' ? answer.message : answer.type}`,
  )
}

async function askPosition(controller: Controller, unit: SiteHandle): Promise<{ readonly position: number }> {
  const answer = await ask(controller, unit, { type: 'position' })
  if (answer.type === 'position') return answer
  throw new SiteDown(`${unit.name} did not say where it stands: ${answer.type}`)
}

/** @throws SiteDown where no answer comes: a unit that stands still does not die */
async function ask(controller: Controller, unit: SiteHandle, command: Command): Promise<Answer> {
  const answer = await Promise.race([unit.send(command), controller.after(controller.hangMs)])
  if (answer === undefined) throw new SiteDown(`${unit.name} did not answer within ${controller.hangMs} ms`)
  return answer
}

function getUnit({ sites }: Controller, name: string): SiteHandle {
  const unit = sites.get(name)
  if (unit === undefined) throw new SiteDown(`there is no unit ${name} any more`)
  return unit
}
