import { readingMs } from '../host/virtual-time.ts'
import { createLineMemory, type LineMemory } from '../load/line-memory.ts'
import { patienceMs, type Exploration } from './exploration.ts'

/** Index of the segment in which the update is asked for. */
export const explored = 1

/** Time between arrivals while an update goes on that is led from outside: its steps take time, and requests fall into each. */
const spacingMs = 0.1

/** Time between the requests that come after the explored ones, until the update has ended. */
const tailMs = 4

/**
 * The load of an explored run: setup, the explored requests, then a few more until the update has ended, and probes. An
 * update inside a site takes no time that matters, so the requests are all there at once.
 */
export function createExploredLine({ prepared, seed }: Exploration, offsetsMs: Float64Array): LineMemory {
  const { setup, probes } = prepared.traffic
  return createLineMemory(
    {
      seed,
      capacity: setup + offsetsMs.length + probes,
      segments: [
        { name: 'setup', mode: 'saturated', count: setup },
        { name: 'measured', mode: 'open' },
        { name: 'probes', mode: 'saturated', count: probes },
      ],
    },
    offsetsMs,
  )
}

/** Makes a line's memory what it was before anything happened. */
export function clearLine(memory: LineMemory): void {
  for (const part of Object.values(memory)) if (ArrayBuffer.isView(part) && part !== memory.offsetsMs) clear(part)
}

function clear({ buffer }: ArrayBufferView): void {
  new Uint8Array(buffer).fill(0)
}

/** Intended arrivals of the explored requests and of those after them, in ms. */
export function drawOffsets({ prepared, requests }: Exploration): Float64Array {
  const spacing = prepared.strategy.control === undefined ? 0 : spacingMs
  const tail = spacing === 0 ? tailMs : spacing
  // Were they there at once, a site without setup would be through with them before anybody could give a command.
  const firstMs = 2 * readingMs
  const offsets = Array.from({ length: requests }, (_, index) => firstMs + index * spacing)
  const lastMs = offsets.at(-1) ?? 0
  for (let atMs = lastMs + tail; atMs < lastMs + patienceMs; atMs += tail) offsets.push(atMs)
  return Float64Array.from(offsets)
}
