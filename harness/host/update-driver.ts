import type { PhaseSpan } from '../store/record.ts'
import type { Phase, SiteAgent, SiteUpdate, Step } from './agent.ts'
import type { UpdateResult } from './messages.ts'

export interface DriverHost {
  readonly site: string
  now(): number
  /** Number of the next request to be handed out. */
  next(): number
  /** Calls back after a while, when other work has had its turn; the longer, the more time was just taken from it. */
  later(callback: () => void, takenMs: number): void
}

/** Spans of earlier updates that are kept. */
const mostSpans = 4096

/**
 * Runs the phases of an agent's update at its site: synchronously, hence atomically with respect to the program, and
 * never on a timer: it goes on when a hook wakes it.
 */
export class UpdateDriver {
  readonly spans: PhaseSpan[] = []
  readonly #agent: SiteAgent
  readonly #host: DriverHost
  #update: SiteUpdate | undefined
  #stage: Phase['stage'] = 'load'
  #settle: ((result: UpdateResult) => void) | undefined
  #waiting = false
  #nextPhase = ''
  #waitingSinceMs = 0
  #running = false
  #woken = false

  constructor(agent: SiteAgent, host: DriverHost) {
    this.#agent = agent
    this.#host = host
  }

  /** An update is under way: it runs, or waits. */
  get isBusy(): boolean {
    return this.#settle !== undefined
  }

  /** A phase runs at this moment. */
  get isRunning(): boolean {
    return this.#running
  }

  /** Runs the phases of a stage; `settle` is told how it ended. Loading comes first and is given the update. */
  start(stage: Phase['stage'], settle: (result: UpdateResult) => void, update = this.#update): void {
    if (stage === 'load') this.spans.splice(0, this.spans.length - mostSpans)
    this.#update = update
    this.#stage = stage
    this.#settle = settle
    this.#runFrom(0)
  }

  /** Goes on from where the update waits. While a phase runs, it goes on when that phase ends by waiting. */
  wake(): void {
    if (this.#running) this.#woken = true
    if (this.#running || !this.#waiting) return
    this.#endWait()
    this.#runFrom(this.#indexOf(this.#nextPhase))
  }

  /** The spans that are kept, which are kept no longer. */
  takeSpans(): readonly PhaseSpan[] {
    return this.spans.splice(0)
  }

  withdraw(): void {
    if (this.#settle === undefined || this.#update === undefined) return
    this.#endWait()
    const withdrawn = this.#agent.withdraw?.(this.#update) ?? {
      reason: 'no safe point was found',
      inForce: 'old' as const,
    }
    this.#finish({ outcome: 'stalled', ...withdrawn, ...this.#withdrawn(withdrawn.inForce) })
  }

  #runFrom(first: number): void {
    const update = this.#update
    if (update === undefined)
      return this.#finish({ outcome: 'failed', reason: 'no new version has been loaded', inForce: 'old' })
    this.#running = true
    const phases = this.#phases
    for (let index = first; index < phases.length;) {
      const step = this.#run(phases[index]!, update)
      if (step === 'next') index++
      else if (step === 'done') break
      else if (step === 'again') return this.#pause(index)
      else if ('goTo' in step) index = this.#indexOf(step.goTo)
      else if ('failed' in step)
        return this.#finish({
          outcome: 'failed',
          reason: step.failed,
          inForce: step.inForce,
          ...this.#withdrawn(step.inForce),
        })
      else if ('stalled' in step)
        return this.#finish({
          outcome: 'stalled',
          reason: step.stalled,
          inForce: step.inForce,
          ...this.#withdrawn(step.inForce),
        })
      else if (this.#wait(step.wait)) return
      else index = this.#indexOf(step.wait)
    }
    this.#finish({
      outcome: 'completed',
      inForce: 'new',
      completedMs: this.#host.now(),
      completedNext: this.#host.next(),
    })
  }

  /** An error in a phase ends the update, not the program; while loading, nothing that runs has been touched. */
  #run(phase: Phase, update: SiteUpdate): Step {
    const startMs = this.#host.now()
    try {
      return phase.run(update)
    } catch (error) {
      return {
        failed: `${phase.name}: ${error instanceof Error ? error.message : String(error)}`,
        inForce: phase.stage === 'load' ? 'old' : 'mixed',
      }
    } finally {
      this.spans.push({ site: this.#host.site, phase: phase.name, part: phase.part, startMs, endMs: this.#host.now() })
    }
  }

  #pause(index: number): void {
    this.#running = false
    const { startMs, endMs } = this.spans.at(-1) ?? { startMs: 0, endMs: 0 }
    const settle = this.#settle
    const goOn = (): void => {
      if (this.#settle === settle) this.#runFrom(index)
    }
    this.#host.later(goOn, endMs - startMs)
  }

  /** True if it waits; false where it was woken meanwhile. */
  #wait(phase: string): boolean {
    this.#nextPhase = phase
    if (this.#woken) {
      this.#woken = false
      return false
    }
    this.#running = false
    this.#waiting = true
    this.#waitingSinceMs = this.#host.now()
    return true
  }

  #endWait(): void {
    if (!this.#waiting) return
    this.spans.push({
      site: this.#host.site,
      phase: 'wait',
      part: 'wait',
      startMs: this.#waitingSinceMs,
      endMs: this.#host.now(),
    })
    this.#waiting = false
  }

  #withdrawn(inForce: UpdateResult['inForce']): Pick<UpdateResult, 'withdrawnMs' | 'withdrawnNext'> {
    return inForce === 'old' ? { withdrawnMs: this.#host.now(), withdrawnNext: this.#host.next() } : {}
  }

  #finish(result: UpdateResult): void {
    this.#running = false
    this.#woken = false
    const settle = this.#settle
    this.#settle = undefined
    settle?.(result)
  }

  get #phases(): readonly Phase[] {
    return this.#agent.phases.filter(({ stage }) => stage === this.#stage)
  }

  #indexOf(name: string): number {
    const index = this.#phases.findIndex((phase) => phase.name === name)
    if (index === -1) throw new Error(`no phase ${name} in stage ${this.#stage}`)
    return index
  }
}
