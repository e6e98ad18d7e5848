import { join } from 'node:path'
import { Bench } from 'tinybench'
import type { Strategy } from '../../../strategies/contract.ts'
import { createMemoryMedium } from '../../host/disk-memory.ts'
import { createDisk } from '../../host/disk.ts'
import { noNetwork } from '../../host/neighbours.ts'
import { Site } from '../../host/site.ts'
import { createMemoryStore } from '../../host/stable-store.ts'
import { emitImage } from '../../link/emit.ts'
import { Random } from '../../load/random.ts'
import { compileProgram } from '../../program/compile.ts'
import { callKinds, control, timedKinds, type CallKind, type TimedKind } from './call-kinds.ts'
import { RoundLine } from './round-line.ts'

/** Nanoseconds that one call of each kind takes, the loop around it subtracted. */
export type CallTimes = Readonly<Record<TimedKind, number>>

export interface TimingOptions {
  readonly seed: number
  /** For how long each kind is timed, after as long to warm up; in ms. */
  readonly timeMs: number
}

/**
 * One sample set: times calls in the fixture, linked as the strategy links any program, at a site with its agent. What a
 * kind takes is the median of its rounds. To be called once in a process, for the optimiser remembers what it has seen.
 */
export async function timeCalls(strategy: Strategy, { seed, timeMs }: TimingOptions): Promise<CallTimes> {
  const { line, site } = startFixture(strategy)
  // The program asks for its first round when whatever its linkage does first has been done.
  await new Promise((resolve) => setTimeout(resolve, 20))
  const bench = new Bench({ time: timeMs, warmupTime: timeMs, iterations: 5, warmupIterations: 5, throws: true })
  const kinds: readonly CallKind[] = ['control', ...timedKinds]
  const random = new Random().reseed(seed, 0)
  for (const { kind } of kinds.map((each) => ({ kind: each, key: random.next() })).toSorted((a, b) => a.key - b.key)) {
    const { count } = kind === 'control' ? control : callKinds[kind]
    bench.add(kind, async () => ({ overriddenDuration: await line.ask({ kind, count }) }), { async: true })
  }
  try {
    await bench.run()
  } catch (error) {
    throw new Error(site.errors[0]?.stack ?? (error instanceof Error ? error.message : String(error)), { cause: error })
  }
  line.close()
  const loopNs = nsOf(bench, 'control', control.count)
  return Object.fromEntries(
    timedKinds.map((kind) => {
      const { count, calls } = callKinds[kind]
      return [kind, (nsOf(bench, kind, count) - loopNs) / calls]
    }),
  ) as Record<TimedKind, number>
}

/** Once through the loop. */
function nsOf(bench: Bench, kind: CallKind, count: number): number {
  const result = bench.getTask(kind)?.result
  if (result?.state !== 'completed') throw new Error(`the rounds of \`${kind}\` were not timed`)
  return (result.latency.p50 * 1e6) / count
}

const components = {
  caller: ['main.ts', 'rounds.ts', 'adder.ts', 'far.ts', 'chain.ts', 'chain-deeper.ts'],
  service: ['service.ts'],
}

/** The whole program at one site, whatever the layout: a call to another site would be a letter. */
function startFixture(strategy: Strategy): { readonly line: RoundLine; readonly site: Site } {
  const { linkage, layout } = strategy
  const program = compileProgram(join(import.meta.dirname, 'fixtures/calls/v1'), components)
  const line = new RoundLine()
  const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
  const site: Site = new Site(
    {
      name: 'main',
      now: () => performance.now(),
      after,
      disk: createDisk(createMemoryMedium(new Map(), after)),
      openStore: () => createMemoryStore({ last: 0, records: [] }, after),
      later: (callback) => void setTimeout(callback),
      answer: () => undefined,
      take: () => undefined,
      ended: () => line.fail(new Error('the program has ended')),
      next: () => line.next,
      post: () => undefined,
      memoryUse: () => ({ heapBytes: 0, heapPeakBytes: 0, residentBytes: 0, processId: 0 }),
      settleMemory: () => Promise.resolve({ heapBytes: 0, externalBytes: 0, residentBytes: 0, processId: 0 }),
      suspend: () => undefined,
    },
    {
      image: emitImage(program, linkage, { restorable: layout !== undefined }),
      tables: linkage.tables,
      noticesCommands: linkage.boundary?.notices === true,
      parameters: {},
      processes: 1,
      flag: new Int32Array(new SharedArrayBuffer(4)),
      network: noNetwork,
      createLine: () => line,
      createAgent: (access) => strategy.createSite(access),
    },
  )
  site.start()
  return { line, site }
}
