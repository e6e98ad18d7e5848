import { expect, test } from 'vitest'
import { workload } from '../../harness/host/fixtures/tally/index.ts'
import { emitImage } from '../../harness/link/emit.ts'
import { compileUpdate, compileVersion } from '../../harness/prepare.ts'
import type { Workload } from '../../workloads/contract.ts'
import { strategy } from './index.ts'

const tally = workload as Workload
const first = compileVersion(tally, 'v1')

test('the program is one piece, in which nothing is counted, looked up or asked', () => {
  const { form, units } = emitImage(first, strategy.linkage)
  expect([form, units.length]).toEqual(['scope', 1])
  const [, ...body] = (units[0]?.text ?? '').split('\n')
  expect(body.join('\n')).toContain('function serve')
  expect(body.join('\n')).not.toMatch(/\$(?:c\[|f\[|h\.|t\d|x\.)/)
})

test('every change is refused by name, and an update without one is not', () => {
  for (const declaration of tally.updates) {
    const update = compileUpdate(tally, declaration)
    expect(strategy.assess(update).map(({ change }) => change)).toEqual(update.changes.map(({ id }) => id))
  }
  const [stamp] = tally.updates
  expect(strategy.assess(compileUpdate(tally, { ...stamp, to: 'v1' }))).toEqual([])
})
