import type { SiteAgent } from '../../harness/host/agent.ts'
import { resultOf, type Controller } from '../../harness/host/controller.ts'
import type { UpdateResult } from '../../harness/host/messages.ts'

/** Nothing runs beside the program. */
export function createSite(): SiteAgent {
  return { hooks: {}, phases: [] }
}

/** Stops taking requests, drains, carries the static data over, and starts the new version in place of the old. */
export async function control(controller: Controller): Promise<UpdateResult> {
  const old = controller.site
  controller.markLoad()
  controller.markCommand()
  controller.command('restart')
  // What has not been answered within the limit is dropped.
  await controller.phase('drain', 'wait', () =>
    Promise.race([old.send({ type: 'drain' }), controller.after(controller.limitMs)]),
  )
  const answer = await controller.phase('save state', 'transform', () => old.send({ type: 'snapshot' }))
  if (answer.type !== 'snapshot') {
    old.tell({ type: 'release' })
    return resultOf(answer)
  }
  await controller.phase('end', 'pause', () => old.end())
  const { plan, newStarts } = controller
  const completedNext = controller.next()
  const next = await controller.phase('start', 'load', () =>
    controller.startSite({ ...newStarts[0]!, restored: { snapshot: answer.snapshot, mappers: plan.mappers } }),
  )
  controller.serveWith(next)
  await controller.phase('first request', 'switch', () => waitForRequest(controller, completedNext))
  return { outcome: 'completed', inForce: 'new', completedMs: controller.now(), completedNext }
}

/** The new version runs when it takes its first request. */
async function waitForRequest(controller: Controller, completedNext: number): Promise<void> {
  while (controller.next() === completedNext) await controller.after(0.5)
}
