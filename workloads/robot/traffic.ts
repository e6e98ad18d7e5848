import type { Random } from '../../harness/load/random.ts'
import type { Parameter, Parameters, Traffic } from '../contract.ts'
import { digest } from './digest.ts'
import type { Reply, Request, Teach } from './protocol.ts'

export const parameters = {
  processes: { default: 1, minimum: 1, maximum: 64, summary: 'concurrent activations of main' },
  points: { default: 1000, minimum: 8, maximum: 100_000, smoke: 50, summary: 'points that are taught beforehand' },
  moves: { default: 10, minimum: 0, maximum: 500, summary: 'moves asked for in 1000 cycles' },
  probes: {
    default: 500,
    minimum: 10,
    maximum: 10_000,
    smoke: 60,
    summary: 'cycles at the end that show the final state',
  },
} as const satisfies Record<string, Parameter>

/** Requests 0 … points−1 teach the points; then come the cycles. */
export function createTraffic(values: Parameters): Traffic<Request, Reply> {
  const points = values['points'] ?? parameters.points.default
  const moves = Math.round(((values['moves'] ?? parameters.moves.default) * 1024) / 1000)
  return {
    setup: points,
    request(id, random) {
      if (id < points) return createTeach(id, id, random)
      const dice = random.next() >>> 0
      const kind = dice % 1024
      const point = (dice >>> 10) % points
      if (kind < moves) return { kind: 'move', sequence: id, point }
      if (kind < moves + 4) return createTeach(id, point, random)
      if (kind < moves + 6) return { kind: 'status', sequence: id }
      return { kind: 'frame', sequence: id, deviations: createDeviations(random.next() | 0) }
    },
    probes: values['probes'] ?? parameters.probes.default,
    probe: (index) => createProbe(index, points),
    digest,
  }
}

/** Seven points of eight lie within a hand's breadth of one another, the others anywhere, and a few out of reach. */
function createTeach(sequence: number, point: number, random: Random): Teach {
  const isNear = point % 8 !== 0
  const coordinate = (near: number, far: number): number =>
    isNear ? near + random.below(100_000) / 1000 : (random.below(far * 1040) - far * 20) / 1000
  const angle = (): number => (random.below(380_000) - 190_000) / 1000
  const [x, y, z] = [coordinate(450, 1000), coordinate(450, 1000), coordinate(150, 400)]
  return { kind: 'teach', sequence, point, x, y, z, a: angle(), b: angle(), c: angle() }
}

/** Six whole numbers from −16 to 15. */
function createDeviations(draw: number): number[] {
  return [
    (draw & 31) - 16,
    ((draw >>> 5) & 31) - 16,
    ((draw >>> 10) & 31) - 16,
    ((draw >>> 15) & 31) - 16,
    ((draw >>> 20) & 31) - 16,
    ((draw >>> 25) & 31) - 16,
  ]
}

/** Where the tool is; points taught anew, whose replies show the old ones; a few moves, and the cycles that they take. */
function createProbe(index: number, points: number): Request {
  const sequence = index + 1
  switch (index % 8) {
    case 0:
      return { kind: 'status', sequence }
    case 1:
      return { kind: 'move', sequence, point: (index * 13) % points }
    case 2:
    case 3:
    case 4: {
      const place = (index * 7919) % 400
      return { kind: 'teach', sequence, point: index % points, x: place, y: place, z: place, a: 1, b: -1, c: 0 }
    }
    default:
      return { kind: 'frame', sequence, deviations: createDeviations(Math.imul(sequence, 0x9e37_79b1)) }
  }
}
