import type { Phase, SiteAccess, SiteAgent, SiteUpdate, Step as PhaseStep } from '../../harness/host/agent.ts'
import type { Space } from '../../harness/link/space.ts'
import { Locks } from './locks.ts'
import { Execution } from './execution.ts'
import type { UpdatePlan } from '../../harness/host/update-plan.ts'

/** Procedures loaded in one portion, while the program runs. */
const portion = 1

export function createSite(site: SiteAccess): SiteAgent {
  return new DymosSite(site)
}

/** The run-time environment of Dymos: executes the operator's commands, each when its procedures are idle. */
class DymosSite implements SiteAgent {
  readonly hooks: Locks
  readonly phases: readonly Phase[] = [
    { name: 'load procedures', stage: 'load', part: 'load', run: (update) => this.#load(update) },
    { name: 'lock', stage: 'update', part: 'pause', run: () => this.#lock() },
    { name: 'await idle', stage: 'update', part: 'pause', run: () => this.#awaitIdle() },
    { name: 'replace', stage: 'update', part: 'switch', run: () => this.#replace() },
    { name: 'convert static data', stage: 'update', part: 'transform', run: () => this.#convert() },
    { name: 'unlock', stage: 'update', part: 'pause', run: () => this.#unlock() },
  ]
  readonly #site: SiteAccess
  #loading: Space | undefined
  #loaded: { readonly plan: UpdatePlan; readonly space: Space } | undefined
  #execution: Execution | undefined
  #isChecking = false
  #deadlock: string | undefined

  constructor(site: SiteAccess) {
    this.#site = site
    this.hooks = new Locks({ idle: () => site.wake(), suspended: () => this.#suspended() })
  }

  withdraw(): { reason: string; inForce: 'old' | 'mixed' } {
    this.#loading = undefined
    this.#loaded = undefined
    const execution = this.#execution
    if (execution === undefined) return { reason: 'the new procedures had not been loaded', inForce: 'old' }
    return this.#giveUp(execution, execution.explain())
  }

  #load({ image, plan }: SiteUpdate): PhaseStep {
    if (this.#loading?.image !== image) this.#loading = this.#site.createSpace(image)
    if (!this.#loading.load(portion)) return 'again'
    this.#loaded = { plan, space: this.#loading }
    this.#loading = undefined
    return 'next'
  }

  #lock(): PhaseStep {
    if (this.#loaded !== undefined) {
      const { plan, space } = this.#loaded
      this.#loaded = undefined
      this.#site.beginUpdate(plan)
      this.#execution = new Execution(this.#site, this.hooks, plan, space)
    }
    if (this.#execution === undefined) return { failed: 'no procedures have been loaded', inForce: 'old' }
    if (this.#execution.begin()) return 'next'
    this.#execution = undefined
    return 'done'
  }

  #awaitIdle(): PhaseStep {
    const execution = this.#execution!
    const deadlock = this.#deadlock
    this.#deadlock = undefined
    if (deadlock !== undefined) {
      const { reason, inForce } = this.#giveUp(execution, deadlock)
      return { stalled: reason, inForce }
    }
    return execution.isIdle() ? 'next' : { wait: 'await idle' }
  }

  #replace(): PhaseStep {
    this.#execution!.replace()
    return 'next'
  }

  #convert(): PhaseStep {
    const execution = this.#execution!
    try {
      execution.convert()
      return 'next'
    } catch (error) {
      const { reason, inForce } = this.#giveUp(
        execution,
        `the static data could not be converted: ${error instanceof Error ? error.message : String(error)}`,
      )
      return { failed: reason, inForce }
    }
  }

  #unlock(): PhaseStep {
    if (this.#execution!.next()) return { goTo: 'lock' }
    this.#execution = undefined
    return 'done'
  }

  /** The command that is under way has no effect; those before it have had theirs. */
  #giveUp(execution: Execution, reason: string): { reason: string; inForce: 'old' | 'mixed' } {
    this.#execution = undefined
    return execution.abandon()
      ? { reason: `${reason}; the old program goes on`, inForce: 'old' }
      : { reason: `${reason}; what the commands before it have updated stays so`, inForce: 'mixed' }
  }

  /** When all that can go on has gone on, it is seen whether those who wait do so for one another. */
  #suspended(): void {
    if (this.#isChecking || this.#execution?.isBlocking !== true) return
    this.#isChecking = true
    this.#site.later(() => {
      this.#isChecking = false
      this.#deadlock = this.#execution?.findDeadlock()
      if (this.#deadlock !== undefined) this.#site.wake()
    })
  }
}
