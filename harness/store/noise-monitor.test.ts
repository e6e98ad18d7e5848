import { expect, it } from 'vitest'
import { watchNoise } from './noise-monitor.ts'

it('notices that the process which watches was kept from running', async () => {
  const stop = watchNoise()
  await new Promise((resolve) => setTimeout(resolve, 50))
  const untilMs = performance.now() + 120
  while (performance.now() < untilMs);
  await new Promise((resolve) => setTimeout(resolve, 50))
  const { noise, stealShare } = stop()
  expect(noise.lagMs).toBeGreaterThan(60)
  expect(noise.calibrationNs.every((ns) => ns > 0)).toBe(true)
  for (const share of [noise.othersShare, stealShare]) {
    expect(share).toBeGreaterThanOrEqual(0)
    expect(share).toBeLessThanOrEqual(1)
  }
})
