/** Steps of the loop; about half a millisecond. */
const steps = 200_000
const repetitions = 6

/**
 * Nanoseconds that 1,000 steps of a fixed integer loop take now, the best of a few tries. It tells how fast the machine
 * was when a trial began: the same machine can be 2.5 times slower two seconds later.
 */
export function measureCalibration(): number {
  let best = Infinity
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const start = performance.now()
    const sum = runLoop(steps)
    const ms = performance.now() - start
    // The sum is never 0.5: it is used, so that the loop is not optimised away.
    if (sum !== 0.5) best = Math.min(best, ms)
  }
  return (best * 1e6) / (steps / 1000)
}

function runLoop(count: number): number {
  let state = 1
  for (let step = 0; step < count; step++) state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
  return state
}
