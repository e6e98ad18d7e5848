import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import type { Strategy } from '../../strategies/contract.ts'
import type { Workload } from '../../workloads/contract.ts'
import { watchNoise } from '../store/noise-monitor.ts'
import type { takeSampleSet } from '../measure/micro/sample-set.ts'
import type { SoakRecord } from '../soak/record.ts'
import type { SoakPlan } from '../soak/soak-plan.ts'
import type { SoakProcessOptions } from '../soak/soak-process.ts'
import type { TrialRecord } from '../store/record.ts'
import type { TrialPlan } from '../trial-plan.ts'
import { createTerminal, type Terminal } from './terminal.ts'

export type RunTrial = (plan: TrialPlan, options: RunTrialOptions) => Promise<TrialRecord>

export type RunSoak = (plan: SoakPlan, options: Required<SoakProcessOptions>) => Promise<SoakRecord>

export interface RunTrialOptions {
  readonly signal: AbortSignal
  /** Known beforehand to be refused: only the reason is to be recorded. */
  readonly refused: boolean
  /** A first look: whatever makes it faster may cost the figures. */
  readonly hurried: boolean
}

/** @param note told, where somebody has to be waited for */
type TakeMachine = (note: (text: string) => void, signal: AbortSignal) => Promise<() => void>

/** Runs another program to its end. */
export type RunProgram = (file: string, args: readonly string[], cwd: string) => Promise<ProgramResult>

export interface ProgramResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The world as the commands see it: all that they read and change goes through it, so that tests can stand in for it. */
export interface Context {
  /** Folder of the project. */
  readonly root: string
  /** Folder that paths on the command line start from. */
  readonly cwd: string
  readonly out: Terminal
  readonly err: Terminal
  readonly now: () => Date
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** What can run at the same time. */
  readonly processors: number
  /** Registered plug-ins, by name. */
  readonly loadStrategies: () => Promise<Readonly<Record<string, Strategy>>>
  readonly loadWorkloads: () => Promise<Readonly<Record<string, Workload>>>
  readonly runTrial: RunTrial
  readonly runSoak: RunSoak
  /** Waits until no other process of this project runs trials on the machine; returns what lets the next one. */
  readonly takeMachine: TakeMachine
  readonly watchNoise: typeof watchNoise
  /** Times the calls of one linkage in a process of its own. */
  readonly takeSampleSet: typeof takeSampleSet
  readonly runProgram: RunProgram
}

/** The real one. What only some commands need is loaded when they first ask for it. */
export function createContext(): Context {
  process.stderr.on('error', ignoreBrokenPipe)
  return {
    root: resolve(import.meta.dirname, '../..'),
    cwd: process.cwd(),
    out: createTerminal(process.stdout, process.env),
    err: createTerminal(process.stderr, process.env),
    now: () => new Date(),
    env: process.env,
    processors: availableParallelism(),
    watchNoise,
    takeMachine: async (note, signal) => (await import('../store/machine-lock.ts')).takeMachine(note, signal),
    loadStrategies: async () => (await import('../../strategies/registry.ts')).strategies,
    loadWorkloads: async () => (await import('../../workloads/registry.ts')).workloads,
    runTrial: async (plan, { signal, refused, hurried }) =>
      refused
        ? (await import('../pipeline.ts')).runTrial(plan, failToRefuse)
        : (await import('../trial-process.ts')).runTrialProcess(plan, { signal, hurried }),
    runSoak: async (plan, options) => (await import('../soak/soak-process.ts')).runSoakProcess(plan, options),
    takeSampleSet: async (order) => (await import('../measure/micro/sample-set.ts')).takeSampleSet(order),
    runProgram: async (file, args, cwd) => (await import('./run-program.ts')).runProgram(file, args, cwd),
  }
}

/** Nothing runs where an update is refused, so that no process is needed. */
function failToRefuse(): never {
  throw new Error('an update that was to be refused is not')
}

/** That nobody reads progress and errors any more is no reason to stop measuring. */
function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}
