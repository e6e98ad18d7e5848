import { loopback } from './host/tcp/machine.ts'
import { createTcpWorld } from './host/tcp/tcp-world.ts'
import { createThreadWorld } from './host/thread-world.ts'
import type { World } from './host/world.ts'
import type { TrialPlan } from './trial-plan.ts'

/** The world on real time in which a trial takes place. */
export function createTrialWorld(plan: TrialPlan): World {
  const world = {
    strategyPath: plan.strategy.path,
    workloadPath: plan.workload.path,
    parameters: plan.parameters,
    processes: plan.parameters['processes'] ?? 1,
    traced: plan.traced,
  }
  if (plan.transport !== 'tcp') return createThreadWorld(world)
  const machines = Object.entries(plan.addresses ?? {}).map(([site, host]) => [site, { ...loopback, host }] as const)
  return createTcpWorld({ ...world, silenceMs: plan.windows.hangMs, machines: new Map(machines) })
}
