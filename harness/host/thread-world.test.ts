import { expect, onTestFinished, test } from 'vitest'
import { createThreadWorld } from './thread-world.ts'

test('what is due already is due now, and nobody is warned of it', async () => {
  const warnings: Error[] = []
  const note = (warning: Error): void => void warnings.push(warning)
  process.on('warning', note)
  onTestFinished(() => void process.off('warning', note))
  await createThreadWorld({ strategyPath: '', workloadPath: '', parameters: {}, processes: 1, traced: false }).after(-5)
  await new Promise((resolve) => setTimeout(resolve, 1))
  expect(warnings.map(({ name }) => name)).not.toContain('TimeoutNegativeWarning')
})
