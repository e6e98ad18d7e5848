import vm from 'node:vm'

/** Steps of the loop; about a quarter of a millisecond. */
const steps = 200_000
const repetitions = 12

/**
 * The loop, as text: each measurement makes a function of its own of it. One that is called again and again is inlined some
 * day, and V8 can no longer replace a loop inside it by better code while it runs: from then on all would take eight times as long.
 */
const loop = new vm.Script(
  `(function () {
    let state = 1
    for (let step = 0; step < ${steps}; step++) state = (Math.imul(state, 1664525) + 1013904223) | 0
    return state
  })`,
  { filename: 'calibration loop' },
)

/**
 * Nanoseconds that 1,000 steps of a fixed integer loop take now, the best of a few tries. It tells how fast the machine
 * was when a trial began: the same machine can be 2.5 times slower two seconds later.
 */
export function measureCalibration(): number {
  const run = loop.runInThisContext() as () => number
  let best = Infinity
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const start = performance.now()
    const state = run()
    const ms = performance.now() - start
    // The state is never 0.5: it is used, so that the loop is not optimised away.
    if (state !== 0.5) best = Math.min(best, ms)
  }
  return (best * 1e6) / (steps / 1000)
}
