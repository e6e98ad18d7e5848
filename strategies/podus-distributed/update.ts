import type { SiteAccess, SiteAgent } from '../../harness/host/agent.ts'
import { resultOf, SiteDown, type Controller, type SiteHandle } from '../../harness/host/controller.ts'
import type { UpdateResult } from '../../harness/host/messages.ts'
import { Node } from './node.ts'

export { placeByComponent as layout } from '../../harness/host/layout.ts'

export function createSite(site: SiteAccess): SiteAgent {
  return new Node(site)
}

/**
 * The administrators of all sites have theirs updated, one after the other. None waits for another: what comes of it at
 * one site is nothing to the next.
 */
export async function control(controller: Controller): Promise<UpdateResult> {
  return updateSites(controller, [...controller.sites.keys()])
}

/** The administrators of these sites have them updated; those of the others do not. */
export async function updateSites(controller: Controller, names: readonly string[]): Promise<UpdateResult> {
  const sites = names.flatMap((name) => controller.sites.get(name) ?? [])
  controller.markLoad()
  const ready: SiteHandle[] = []
  const results: UpdateResult[] = []
  for (const site of sites) {
    const refused = await load(controller, site)
    if (refused === undefined) ready.push(site)
    else results.push(refused)
  }
  controller.markCommand()
  for (const site of ready) results.push(await update(controller, site))
  return combine(controller, results, sites.length === controller.sites.size)
}

/** What comes of it where the new version cannot be loaded. */
async function load(controller: Controller, site: SiteHandle): Promise<UpdateResult | undefined> {
  controller.command(`load at ${site.name}`)
  const loaded = await answerOf(site, site.send(controller.updateAt(site.name)))
  return loaded.outcome === 'completed' ? undefined : loaded
}

/** A site's own update, withdrawn past its limit. */
async function update(controller: Controller, site: SiteHandle): Promise<UpdateResult> {
  controller.command(`update ${site.name}`)
  const answered = answerOf(site, site.send({ type: 'update' }))
  const settled = await Promise.race([answered, controller.after(controller.limitMs)])
  if (settled !== undefined) return settled
  controller.command(`withdraw at ${site.name}`)
  site.tell({ type: 'withdraw' })
  const withdrawn = await Promise.race([answered, controller.after(controller.limitMs)])
  return withdrawn ?? { outcome: 'failed', reason: `${site.name}: it does not answer`, inForce: 'mixed' }
}

/** What a site answers, with its name before the reason; if it dies, that is an answer too. */
async function answerOf(site: SiteHandle, answer: ReturnType<SiteHandle['send']>): Promise<UpdateResult> {
  try {
    const content = await answer
    if (content.type === 'loaded') return { outcome: 'completed', inForce: 'old' }
    const result = resultOf(content)
    return result.reason === undefined ? result : { ...result, reason: `${site.name}: ${result.reason}` }
  } catch (error) {
    if (!(error instanceof SiteDown)) throw error
    return { outcome: 'failed', reason: error.message, inForce: 'old' }
  }
}

/** The worst outcome of any site is that of the whole; sites that went on serving differently make it mixed. */
function combine(controller: Controller, results: readonly UpdateResult[], isEverywhere: boolean): UpdateResult {
  const now = { completedMs: controller.now(), completedNext: controller.next() }
  const reasons = results.flatMap(({ reason }) => reason ?? [])
  const worst = (['failed', 'refused', 'stalled'] as const).find((outcome) =>
    results.some((result) => result.outcome === outcome),
  )
  if (worst === undefined) return { outcome: 'completed', inForce: isEverywhere ? 'new' : 'mixed', ...now }
  const inForce = results.every((result) => result.inForce === 'old') && isEverywhere ? 'old' : 'mixed'
  const withdrawn = inForce === 'old' ? { withdrawnMs: now.completedMs, withdrawnNext: now.completedNext } : {}
  return { outcome: worst, reason: reasons.join('; '), inForce, ...withdrawn }
}
