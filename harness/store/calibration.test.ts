import { expect, test } from 'vitest'
import { median } from '../stats/median.ts'
import { measureCalibration } from './calibration.ts'

test('what is measured for the hundredth time is measured as for the first', () => {
  const all = Array.from({ length: 160 }, measureCalibration)
  const [first, last] = [median(all.slice(0, 30)), median(all.slice(-30))]
  // A machine can be 2.5 times slower from one moment to the next; a loop that V8 has left behind takes eight times as long.
  expect(last / first).toBeLessThan(4)
})
