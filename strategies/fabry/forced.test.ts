import { expect, test } from 'vitest'
import { explore } from '../../harness/explore/explore.ts'
import { planTally } from '../../harness/host/fixtures/plans.ts'
import { prepareTrial } from '../../harness/prepare.ts'

test.each([
  ['via', 'an interface that old callers rely on', 'interface'],
  ['times-bare', 'the same, of a procedure of another module', 'interface'],
  ['seal', 'a group that nothing ties together', 'torn'],
])('forced, %s shows what its refusal protects from: %s', async (update, _, kind) => {
  const plan = planTally('fabry', update, { traced: true, forced: true })
  const prepared = await prepareTrial(plan)
  expect(prepared.refusals).not.toEqual([])
  const { points, completed, violated, byKind } = await explore(
    { prepared, parameters: plan.parameters, seed: plan.seed, requests: 6 },
    () => undefined,
  )
  expect(completed).toBe(points)
  expect(violated).toBeGreaterThan(0)
  expect(Object.keys(byKind)).toContain(kind)
})
