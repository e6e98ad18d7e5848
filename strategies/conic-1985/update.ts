import type { SiteAccess, SiteAgent } from '../../harness/host/agent.ts'
import type { Controller } from '../../harness/host/controller.ts'
import type { UpdateResult } from '../../harness/host/messages.ts'
import { ConfigurationManager } from '../conic/manager.ts'
import { Station } from '../conic/station.ts'
import type { Step } from '../conic/steps.ts'
import { line } from '../conic/tasks.ts'

/** What runs at a station beside its task module. It waits for nothing. */
export function createSite(site: SiteAccess): SiteAgent {
  return new Station(site, { quiescence: false })
}

/** Carries out one command of the script after the other, while the program goes on. */
export function control(controller: Controller): Promise<UpdateResult> {
  return new ConfigurationManager(controller).run(changeStepByStep)
}

async function changeStepByStep(manager: ConfigurationManager): Promise<void> {
  manager.markQuiescent()
  for (const step of manager.script.steps) {
    await manager.controller.phase(`${step.do} ${step.station}`, partOf[step.do], () => carryOut(manager, step))
  }
}

/** What the time of a command is counted as; instances have been created before. */
const partOf = { create: 'load', unlink: 'switch', copy: 'transform', delete: 'switch', link: 'switch' } as const

async function carryOut(manager: ConfigurationManager, step: Step): Promise<void> {
  if (step.station === line) {
    await manager.order(manager.controller.site.name, { do: step.do === 'link' ? 'open' : 'close' })
    return
  }
  switch (step.do) {
    case 'create':
      return
    case 'copy':
      await manager.order(step.station, { do: 'copy' })
      return
    case 'delete':
      return manager.delete(step)
    case 'link':
    case 'unlink':
      return manager.link([step])
  }
}
