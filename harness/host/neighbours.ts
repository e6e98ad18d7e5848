import type { ProcedureImage } from '../link/image.ts'
import type { SiteAgent } from './agent.ts'
import { LetterFaults, type LetterFault } from './letter-faults.ts'
import { RemoteCalls, type Letter, type RemoteCall } from './remote-calls.ts'

/** Where a site stands among the others. */
export interface SiteNetwork {
  /** All sites of the program, in order. */
  readonly sites: readonly string[]
  /** Site of each component that runs elsewhere. */
  readonly components: readonly (readonly [component: string, site: string])[]
  /** How long a call to another site waits for its answer, in ms. */
  readonly callLimitMs: number
}

/** A site on its own. */
export const noNetwork: SiteNetwork = { sites: ['main'], components: [], callLimitMs: 0 }

interface NeighboursHost {
  now(): number
  after(ms: number): Promise<void>
  post(to: string, letter: Letter): void
}

/** A site's dealings with the other sites: calls to and from them, and the letters of their agents. */
export class Neighbours {
  #network: SiteNetwork
  readonly #host: NeighboursHost
  readonly #agent: () => SiteAgent
  readonly #calls: RemoteCalls
  readonly #faults = new LetterFaults()
  #elsewhere: ReadonlyMap<string, string>

  /** @param serve carries out a call from another site where the agent has nothing to say about it */
  constructor(
    network: SiteNetwork,
    host: NeighboursHost,
    agent: () => SiteAgent,
    serve: (call: RemoteCall) => Promise<unknown>,
  ) {
    this.#network = network
    this.#host = host
    this.#agent = agent
    this.#elsewhere = new Map(network.components)
    this.#calls = new RemoteCalls({
      post: (to, letter) => this.#post(to, letter),
      now: () => host.now(),
      after: (ms) => host.after(ms),
      serve: (call, from) => agent().serve?.(call, from) ?? serve(call),
      receive: (content, from) => agent().receive?.(content, from),
      limitMs: network.callLimitMs,
    })
  }

  get sites(): readonly string[] {
    return this.#network.sites
  }

  /** Components have come or gone. */
  rearrange(network: SiteNetwork): void {
    this.#network = network
    this.#elsewhere = new Map(network.components)
  }

  /** Where a component runs, if not here. */
  siteOf(component: string): string | undefined {
    return this.#elsewhere.get(component)
  }

  /** Sends a letter of this site's agent. */
  post(to: string, content: unknown): void {
    this.#post(to, { type: 'agent', content })
  }

  /** Asks another site's agent. */
  ask(to: string, call: RemoteCall): Promise<unknown> {
    return this.#calls.call(to, call)
  }

  /** What stands for a procedure of another site. */
  createStub(procedure: ProcedureImage, version: string): (...values: readonly unknown[]) => Promise<unknown> {
    return (...values) => this.#call(procedure, { procedure: procedure.id, version, values })
  }

  deliver(from: string, letter: Letter): void {
    this.#calls.deliver(from, letter)
  }

  siteDown(name: string): void {
    this.#calls.siteDown(name)
  }

  setFaults(faults: readonly LetterFault[]): void {
    this.#faults.set(faults)
  }

  #call({ component }: ProcedureImage, call: RemoteCall): Promise<unknown> {
    const site = this.#elsewhere.get(component)
    if (site === undefined) throw new Error(`component ${component} runs at no site`)
    const send = (sent: RemoteCall, to = site): Promise<unknown> => this.#calls.call(to, sent)
    return this.#agent().call?.(call, site, send) ?? send(call)
  }

  #post(to: string, letter: Letter): void {
    const fate = this.#faults.next(to)
    if (fate === 'lost') return
    if (fate.delayMs === 0) this.#host.post(to, letter)
    else void this.#host.after(fate.delayMs).then(() => this.#host.post(to, letter))
  }
}
