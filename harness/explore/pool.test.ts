import { expect, test } from 'vitest'
import { planTally } from '../host/fixtures/plans.ts'
import { explorationWindows } from './exploration.ts'
import { explorePool } from './pool.ts'

test('a run that computes for ever is killed and counted, and the others are explored all the same', async () => {
  const cells = ['hangs', 'stamp'].map((update) => ({
    plan: planTally('dmert', update, {
      traced: true,
      forced: true,
      windows: explorationWindows,
      parameters: { processes: 1, pauses: 0 },
    }),
    requests: 2,
    schedule: 0,
    variation: { kind: 'command' as const },
    all: false,
    only: 3,
  }))
  const [hanging, sound] = await explorePool(cells, { threads: 1, limitMs: 5000 })
  expect(hanging).toMatchObject({ type: 'explored', results: [{ point: 3, outcome: 'failed', broken: true }] })
  expect(sound).toMatchObject({ type: 'explored', results: [{ point: 3, outcome: 'completed', broken: false }] })
})

test('what is aborted gives what has been explored by then, and no more', async () => {
  const cell = {
    plan: planTally('podus', 'stamp', { traced: true, windows: explorationWindows }),
    requests: 2,
    schedule: 0,
    variation: { kind: 'command' as const },
    all: false,
    only: 3,
  }
  const abort = new AbortController()
  const options = { threads: 1, signal: abort.signal, onCell: () => abort.abort() }
  const [first, second] = await explorePool([cell, cell], options)
  expect(first).toMatchObject({ type: 'explored', results: [{ point: 3, outcome: 'completed' }] })
  expect(second).toBeUndefined()
})
