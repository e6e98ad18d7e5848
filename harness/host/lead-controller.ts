import { placeImage } from '../link/place-image.ts'
import type { LineControl } from '../load/line-control.ts'
import type { Cluster } from './cluster.ts'
import type { Controller, SiteStart } from './controller.ts'
import { placePlan } from './place-plan.ts'
import { usualLoadingMs, type Windows } from './windows.ts'
import type { UpdateOrder } from './update-order.ts'
import type { UpdateNotes } from './update-notes.ts'
import type { World } from './world.ts'

interface Led {
  readonly world: World
  readonly line: LineControl
  readonly cluster: Cluster
  /** How each site of the old version is started. */
  readonly starts: readonly SiteStart[]
  readonly order: UpdateOrder | undefined
  readonly windows: Windows
  readonly notes: UpdateNotes
}

/** What a strategy that leads its update can do in a trial. */
export function createController({ world, line, cluster, starts, order, windows, notes }: Led): Controller {
  const getOrder = (): UpdateOrder => {
    if (order === undefined) throw new Error('there is no update to be led')
    return order
  }
  return {
    get plan() {
      return getOrder().plan
    },
    get site() {
      return cluster.serving
    },
    sites: cluster.sites,
    hasCrashed: (site) => cluster.dead.has(site),
    oldStarts: starts,
    get newStarts() {
      return getOrder().starts
    },
    updateAt: (site) => createLoadCommand(site, starts, getOrder()),
    limitMs: windows.limitMs,
    loadingMs: windows.loadingMs ?? usualLoadingMs,
    hangMs: windows.hangMs,
    get processes() {
      return getOrder().processes
    },
    now: () => world.now(),
    after: (ms) => world.after(ms),
    next: () => line.next,
    markLoad: () => notes.markLoad(),
    markCommand: () => notes.markCommand(),
    command: () => {
      notes.commands++
    },
    decide: () => {
      notes.decisions++
    },
    phase: (name, part, step) => notes.phase(name, part, step),
    startSite: (start) => cluster.start(start),
    prepareSite: (start) => cluster.prepare(start),
    replaceSite: (site) => cluster.replace(site),
    copyDisk: (from, to) => world.copyDisk(from, to),
    retire: (name) => cluster.retire(name),
    readFiles: (site) => world.readFiles(site),
    route: (names) => {
      line.route(starts.flatMap(({ name, unit }) => (unit !== undefined && names.includes(name) ? [unit.number] : [])))
      notes.route(names.length)
    },
    letCatchUp: (name, position) => {
      const unit = starts.find((start) => start.name === name)?.unit
      if (unit !== undefined) line.letCatchUp(unit.number, position)
    },
    letRun: () => line.letRun(),
    serveWith: (next) => cluster.serveWith(next),
  }
}

/** What a site is sent to load the update's new version. */
export function createLoadCommand(
  site: string,
  starts: readonly SiteStart[],
  order: UpdateOrder,
): ReturnType<Controller['updateAt']> {
  const from = starts.find(({ name }) => name === site)
  if (from === undefined) throw new Error(`there is no site ${site}`)
  const to = order.starts.find(({ name }) => name === site)
  const next = to?.image ?? placeImage(order.image, [])
  const back = order.backs?.get(site)
  return {
    type: 'load',
    plan: placePlan(order.plan, from.image, next),
    image: next,
    ...(to === undefined ? {} : { network: to.network }),
    ...(back === undefined ? {} : { back }),
  }
}
