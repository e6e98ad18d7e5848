import type { SiteAccess, SiteAgent } from '../../harness/host/agent.ts'
import type { Controller } from '../../harness/host/controller.ts'
import type { UpdateResult } from '../../harness/host/messages.ts'
import { ConfigurationManager } from './manager.ts'
import { Station } from './station.ts'

export { placeByComponent as layout } from '../../harness/host/layout.ts'

/** What runs at a station beside its task module. */
export function createSite(site: SiteAccess): SiteAgent {
  return new Station(site, { quiescence: true })
}

/** Passivates what has to be passive, changes the configuration at once, and lets all go on. */
export function control(controller: Controller): Promise<UpdateResult> {
  return new ConfigurationManager(controller).run(changeWhenQuiescent)
}

async function changeWhenQuiescent(manager: ConfigurationManager): Promise<void> {
  const { controller } = manager
  await controller.phase('passivate', 'wait', () => passivate(manager))
  manager.markQuiescent()
  await controller.phase('unlink', 'switch', () => manager.link(manager.stepsOf('unlink')))
  await controller.phase('copy state', 'transform', () =>
    eachOf(manager.stepsOf('copy'), ({ station }) => manager.order(station, { do: 'copy' })),
  )
  await controller.phase('link', 'switch', () => manager.link(manager.stepsOf('link')))
  await controller.phase('replace', 'switch', () => eachOf(manager.stepsOf('delete'), (step) => manager.delete(step)))
}

/**
 * Waits until every task of the set is passive and idle. A task that was idle when it said so may have served others
 * since: it is certain that nothing is under way anywhere when two rounds in succession find nothing done in between.
 */
async function passivate(manager: ConfigurationManager): Promise<void> {
  const { passive } = manager.script
  let before = ''
  let now = JSON.stringify(await manager.orderAll(passive, { do: 'passivate' }))
  while (now !== before) {
    before = now
    now = JSON.stringify(await manager.orderAll(passive, { do: 'await idle' }))
  }
}

async function eachOf<T>(steps: readonly T[], carryOut: (step: T) => Promise<unknown>): Promise<void> {
  await Promise.all(steps.map(carryOut))
}
