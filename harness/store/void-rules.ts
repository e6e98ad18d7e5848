/**
 * When a trial is no measurement. The rules are fixed in the plan, before anything is run, and look at what the machine
 * did and never at what came out; else one could choose one's figures.
 */
export interface VoidRules {
  /** Share of the processors' time that the hypervisor may give to other machines. */
  readonly stealShare: number
  /** Share of it that other processes may take. */
  readonly othersShare: number
  /** How many times as long as usual on its machine the calibration loop may take, or how many times shorter. */
  readonly calibrationFactor: number
  /** How long a process that has next to nothing to do may be kept waiting, in ms. */
  readonly lagMs: number
}

export const usualVoidRules: VoidRules = { stealShare: 0.1, othersShare: 0.2, calibrationFactor: 1.5, lagMs: 100 }
