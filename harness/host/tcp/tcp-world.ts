import { Dispatcher } from '../../load/dispatcher.ts'
import { LineControl } from '../../load/line-control.ts'
import type { LineMemory } from '../../load/line-memory.ts'
import type { SiteSetup } from '../real-time-site.ts'
import { createPoll } from '../poll.ts'
import { createClock, type Epoch } from '../thread-clock.ts'
import { startThread } from '../thread-site.ts'
import { createRealTime, type RealTimeHandle, type ThreadWorldOptions } from '../thread-world.ts'
import type { World } from '../world.ts'
import { loopback, type Machine } from './machine.ts'
import { ProcessHub } from './process-hub.ts'
import { startProcess } from './process-site.ts'
import type { Address } from './socket-links.ts'

export interface TcpWorldOptions extends ThreadWorldOptions {
  /** A process that says nothing for so long is taken to be dead. */
  readonly silenceMs: number
  /** The machine of the trial's own process, which all others call; loopback unless said. */
  readonly home?: Machine
  /**
   * Machines of sites, by name; that of the trial's process unless said. A site that serves the line alone runs in that
   * process, and takes letters at its machine's address.
   */
  readonly machines?: ReadonlyMap<string, Machine>
}

/**
 * A world of processes that are connected over TCP. A site that serves the line alone is a thread of this process, in
 * which the line's memory is. Each of the others has a process of its own; units are handed the line's requests over TCP.
 */
export function createTcpWorld({ silenceMs, home = loopback, machines, ...options }: TcpWorldOptions): World {
  const hub = new ProcessHub(home.host)
  const addresses = new Map<string, Address>()
  const units = new Set<string>()
  let dispatcher: Dispatcher | undefined

  function enter(site: RealTimeHandle & { readonly gone: Promise<void> }, address: Address): void {
    addresses.set(address.name, address)
    void site.gone.then(() => {
      if (addresses.get(address.name) === address) addresses.delete(address.name)
    })
  }

  async function startSite(setup: SiteSetup, line: LineMemory): Promise<RealTimeHandle> {
    const { name, serves, unit } = setup.start
    const machine = machines?.get(name) ?? home
    if (unit !== undefined) units.add(name)
    // Units have no letters for one another: one that stands still must not keep another from starting.
    const isPeer = (peer: Address): boolean => peer.name !== name && !(unit !== undefined && units.has(peer.name))
    const peers = [...addresses.values()].filter(isPeer)
    if (serves && unit === undefined) {
      const links = { kind: 'sockets', setup: { name, host: machine.host, token: hub.token, peers } } as const
      const { site, started } = await startThread({ ...setup, line, links }, [], () => undefined)
      enter(site, { name, host: machine.host, port: started.port ?? 0 })
      return site
    }
    dispatcher ??= createDispatcher(line, setup.epoch)
    const site = await startProcess({
      hub,
      machine,
      setup,
      peers,
      silenceMs,
      line: new LineControl(line),
      dispatcher,
    })
    if (site.address !== undefined) enter(site, site.address)
    return site
  }

  const world = createRealTime(options, startSite)
  return {
    ...world,
    async remove() {
      hub.close()
      dispatcher?.end()
      await world.remove()
    },
  }
}

function createDispatcher(line: LineMemory, epoch: Epoch): Dispatcher {
  const now = createClock(epoch)
  return new Dispatcher(line, { now, poll: createPoll(now) })
}
