import { SiteDown } from '../host/controller.ts'
import { TooSlow } from '../host/pace.ts'
import type { SiteStock } from '../host/stock.ts'
import { Lead, type LedUpdate, type Timeline } from '../host/timeline.ts'
import type { Windows } from '../host/windows.ts'
import type { World } from '../host/world.ts'
import type { LineControl } from '../load/line-control.ts'
import type { PreparedSoak, SoakStep } from './prepare-soak.ts'
import type { SoakPlan } from './soak-plan.ts'

/** One update as it was led, and what there was when all had settled. Without a step it is the program before all updates. */
export interface LedRound {
  readonly step: SoakStep | undefined
  readonly led: LedUpdate
  readonly stock: SiteStock
  /** Number of the request that is handed out next when stock is taken. */
  readonly next: number
}

export interface SoakTimeline {
  readonly rounds: readonly LedRound[]
  /** The update that was asked for when the program broke, so that its round has no end. */
  readonly unfinished: SoakStep | undefined
  /** Of the trial as a whole; its update is the last one that was asked for. */
  readonly timeline: Timeline
}

/**
 * Leads a program through one update after the other, until one of them does not complete.
 * @param note told after each round
 */
export async function leadSoak(
  world: World,
  line: LineControl,
  { base, steps }: PreparedSoak,
  { trial: { windows }, holdMs = 0 }: SoakPlan,
  note: (round: LedRound) => void,
): Promise<SoakTimeline> {
  const lead = new Lead(world, line, windows, base.starts, undefined)
  const rounds: LedRound[] = []
  let unfinished: SoakStep | undefined
  await lead.start()
  try {
    await lead.setUp()
    let inForce = base.starts
    for (const [number, step] of [undefined, ...steps].entries()) {
      if (number > 0) lead.beginRound(inForce, step?.order)
      unfinished = step
      const round = await leadRound(lead, world, line, { ...windows, holdMs: number === 0 ? 0 : holdMs }, step)
      rounds.push(round)
      unfinished = undefined
      note(round)
      if (step !== undefined && round.led.result?.outcome !== 'completed') break
      inForce = step?.starts ?? inForce
    }
    line.endSegment(lead.indexOf('probes') - 1)
    await lead.until(() => line.closed)
    await lead.awaitLastReplies()
  } catch (error) {
    if (!(error instanceof SiteDown)) throw error
    lead.breakOff(error)
    if (error instanceof TooSlow) await lead.endLoad()
  }
  return { rounds, unfinished, timeline: await lead.finish() }
}

async function leadRound(
  lead: Lead,
  world: World,
  line: LineControl,
  { beforeMs, holdMs, horizonMs }: Pick<Windows, 'beforeMs' | 'horizonMs'> & { readonly holdMs: number },
  step: SoakStep | undefined,
): Promise<LedRound> {
  await lead.reach('measured')
  await lead.wait(beforeMs + holdMs)
  if (step === undefined) lead.markNothing()
  else await lead.update(step.order)
  lead.checkLoaded()
  await lead.wait(lead.commandMs + horizonMs - world.now())
  await lead.endMeasured()
  await lead.reach('rest')
  const stock = await lead.takeStock()
  if (stock === undefined) throw new SiteDown('no site could tell what it has left')
  const round = { step, led: lead.led, stock, next: line.next }
  await lead.endSegment('rest')
  if (line.next < line.memory.plan.capacity) return round
  throw new SiteDown('the line has no room for more requests', { answers: true })
}
