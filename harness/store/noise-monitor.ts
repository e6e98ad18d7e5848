import { monitorEventLoopDelay } from 'node:perf_hooks'
import { measureCalibration } from './calibration.ts'
import { getBusyShare, getStealShare, readCpuTimes, readOwnTicks } from './cpu-times.ts'
import type { Noise } from './record.ts'

/** How often the waiting process looks at the clock, in ms. */
const stepMs = 10

/**
 * Watches the machine from a process that waits for a trial's, until what is returned is called. By then the trial's
 * process must have ended: only then the system says how much time it took.
 */
export function watchNoise(): () => { readonly noise: Noise; readonly stealShare: number } {
  const beforeNs = measureCalibration()
  const [times, ownTicks] = [readCpuTimes(), readOwnTicks()]
  const delays = monitorEventLoopDelay({ resolution: stepMs })
  delays.enable()
  return () => {
    delays.disable()
    const [now, ownNow] = [readCpuTimes(), readOwnTicks()]
    // The histogram counts from one look to the next; without a look, its greatest value is 0.
    const lagMs = Math.max(0, delays.max / 1e6 - stepMs)
    const othersShare = getBusyShare(now, times, ownNow - ownTicks)
    return {
      noise: { lagMs, othersShare, calibrationNs: [beforeNs, measureCalibration()] },
      stealShare: getStealShare(now, times),
    }
  }
}
