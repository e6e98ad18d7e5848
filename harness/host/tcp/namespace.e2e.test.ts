import { fork } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { planTally } from '../fixtures/plans.ts'
import type { NamespaceTrial } from './fixtures/namespace-trial.ts'
import { createNamespace } from './fixtures/namespace.ts'

const windows = { warmUpMs: 50, capacityMs: 20, beforeMs: 100, horizonMs: 400, limitMs: 500, hangMs: 2000 }

interface Answer {
  readonly outcome: string
  readonly reason?: string
  readonly verdict: string
  readonly violations: number
  readonly tookMs: number
}

/** Why no namespace can be made on this machine; undefined where one can. */
const obstacle = findObstacle()

function findObstacle(): string | undefined {
  try {
    createNamespace().remove()
    return undefined
  } catch (error) {
    return `no network namespace can be made here: ${error instanceof Error ? error.message : String(error)}`
  }
}

async function run(trial: Omit<NamespaceTrial, 'plan'>): Promise<Answer> {
  const plan = planTally('conic', 'direct-amount', {
    workload: { name: 'pair', path: resolve(import.meta.dirname, '../fixtures/pair/index.ts') },
    parameters: { processes: 1 },
    load: { mode: 'open', rate: 200, arrivals: 'poisson' },
    windows,
    transport: 'tcp',
  })
  const child = fork(resolve(import.meta.dirname, 'fixtures/namespace-trial.ts'), { execArgv: [] })
  child.send({ plan, ...trial } satisfies NamespaceTrial)
  const [answer] = (await once(child, 'message')) as [Answer]
  return answer
}

test('a site in a network namespace of its own is updated', { timeout: 60_000 }, async (context) => {
  if (obstacle !== undefined) return context.skip(obstacle)
  expect(await run({})).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: 0 })
})

test('a link that goes down ends in a reported outcome, within a limit', { timeout: 60_000 }, async (context) => {
  if (obstacle !== undefined) return context.skip(obstacle)
  const answer = await run({ cutAfterMs: 100 })
  expect(answer.outcome).toBe('failed')
  expect(answer.reason).toMatch(/store|hung/)
  // Nobody waits longer than for what is taken to be dead, several times over.
  expect(answer.tookMs).toBeLessThan(10 * windows.hangMs)
})
