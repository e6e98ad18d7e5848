/** The process of one trial: its main thread is the controller; the program runs in a thread of its own. */
import { loopback } from './host/tcp/machine.ts'
import { createTcpWorld } from './host/tcp/tcp-world.ts'
import { createThreadWorld } from './host/thread-world.ts'
import type { World } from './host/world.ts'
import { runTrial } from './pipeline.ts'
import type { TrialMessage } from './trial-process.ts'
import type { TrialPlan } from './trial-plan.ts'

// Who started it was killed: nobody waits for the answer, and the next trial is not to run beside this one.
process.once('disconnect', () => process.exit(1))

process.once('message', (message) => {
  const plan = message as TrialPlan
  void answer(plan).then((reply) => process.send?.(reply, () => process.exit(0)))
})

async function answer(plan: TrialPlan): Promise<TrialMessage> {
  try {
    return { type: 'record', record: await runTrial(plan, () => createWorld(plan)) }
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
    return { type: 'error', name, message: name === 'ProgramRejected' ? message : (stack ?? message) }
  }
}

function createWorld(plan: TrialPlan): World {
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
