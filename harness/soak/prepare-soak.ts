import type { UpdateDeclaration, Workload } from '../../workloads/contract.ts'
import { resultOf, type Controller, type SiteStart } from '../host/controller.ts'
import type { UpdateResult } from '../host/messages.ts'
import type { UpdateOrder } from '../host/update-order.ts'
import { emitBacks, orderUpdate, prepareTrial, type Prepared } from '../prepare.ts'
import type { Program } from '../program/program.ts'
import { compileLegs, listLegs, type CompiledLeg, type Leg } from './legs.ts'
import type { SoakPlan } from './soak-plan.ts'

/** A soak that is ready to run: the program, and the updates in their order. */
export interface PreparedSoak {
  readonly base: Prepared
  /** Where the program is only watched, none of them is a step. */
  readonly steps: readonly (SoakStep | undefined)[]
}

/** An update, ready to be ordered. */
export interface SoakStep {
  readonly leg: Leg
  readonly order: UpdateOrder
  /** How the sites of what is in force after it are started. */
  readonly starts: readonly SiteStart[]
}

/**
 * Compiles and links what a soak needs.
 * @throws ProgramRejected where a version is outside the program model
 */
export async function prepareSoak({ trial, along, updates }: SoakPlan): Promise<PreparedSoak> {
  const base = await prepareTrial({ ...trial, role: 'null' })
  if (trial.role === 'null') return { base, steps: Array.from({ length: updates }, () => undefined) }
  const legs = listLegs(findUpdates(base.workload, along), updates)
  return { base, steps: orderLegs(compileLegs(base.strategy, base.workload, legs), base, trial) }
}

/** @throws Error for a name that the workload does not have */
export function findUpdates({ name: workload, updates }: Workload, names: readonly string[]): UpdateDeclaration[] {
  return names.map((name) => {
    const found = updates.find((update) => update.name === name)
    if (found === undefined) throw new Error(`${workload} has no update ${name}`)
    return found
  })
}

/** What is linked once is ordered as often as it comes up. */
function orderLegs(compiled: readonly CompiledLeg[], base: Prepared, trial: SoakPlan['trial']): readonly SoakStep[] {
  const known = new Map<CompiledLeg, SoakStep>()
  const startsOf = new Map<Program, readonly SiteStart[]>([[base.from, base.starts]])
  let last: UpdateOrder | undefined
  return compiled.map((each): SoakStep => {
    const { leg, update, after } = each
    if (update === undefined) {
      if (last === undefined) throw new Error('there is no update that could be taken out')
      return { leg, order: { ...last, control: takeOut }, starts: startsOf.get(after) ?? base.starts }
    }
    const step = known.getOrInsertComputed(each, () => {
      const order = orderUpdate(update, base.strategy, base.from, trial)
      const backs = emitBacks(base.workload, leg.declaration, base.strategy, base.from, trial.traced)
      return { leg, order: backs === undefined ? order : { ...order, backs }, starts: order.starts }
    })
    startsOf.set(after, step.starts)
    last = step.order
    return step
  })
}

/** The operator has the last update taken out: from then on the version before it is what the program goes on with. */
async function takeOut(controller: Controller): Promise<UpdateResult> {
  controller.markLoad()
  controller.markCommand()
  controller.command('back-out')
  const result = resultOf(await controller.site.send({ type: 'back-out' }))
  return result.outcome === 'completed' ? { ...result, inForce: 'new' } : result
}
