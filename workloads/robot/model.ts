import type { Model } from '../contract.ts'
import type { Frame, Queued, Reply, Request, Setpoints, Status, Taught, Teach } from './protocol.ts'

export function createModel(): Model<Request, Reply> {
  return new RobotModel()
}

/** What the releases do differently, by the number of the first that does it. */
const firstWithSmoothness = 3
const firstWithWrist = 4
const firstWithEcho = 5

const roomForMoves = 16
/** In encoder counts, by axis. */
const limits: readonly (readonly [number, number])[] = [
  [0, 1_000_000],
  [0, 1_000_000],
  [0, 400_000],
  [-180_000, 180_000],
  [-120_000, 120_000],
  [-180_000, 180_000],
]

/** What a request comes to: its reply, and what it leaves behind. */
interface Effect {
  readonly reply: Reply
  commit(): void
}

/** A robot as its specification says; the README has the specification. It reckons in whole encoder counts throughout. */
class RobotModel implements Model<Request, Reply> {
  #position: readonly number[] = [0, 0, 0, 0, 0, 0]
  #target: readonly number[] = [0, 0, 0, 0, 0, 0]
  #speed = 0
  #cycles = 0
  #integrals: readonly number[] = [0, 0, 0, 0, 0, 0]
  readonly #points: (readonly number[])[] = []
  readonly #moves: number[] = []
  /** The last effect, for `apply` follows `reply`; void as soon as the state moves. */
  #known: { readonly request: Request; readonly release: number; readonly effect: Effect } | undefined

  reply(request: Request, version: string): Reply {
    return this.#effectOf(request, releaseOf(version)).reply
  }

  apply(request: Request, version: string): void {
    this.#effectOf(request, releaseOf(version)).commit()
    this.#known = undefined
  }

  #effectOf(request: Request, release: number): Effect {
    const known = this.#known
    if (known !== undefined && known.request === request && known.release === release) return known.effect
    const effect = this.#decide(request, release, release < firstWithEcho ? 0 : request.sequence)
    this.#known = { request, release, effect }
    return effect
  }

  #decide(request: Request, release: number, echo: number): Effect {
    const axes = release < firstWithWrist ? 3 : 6
    switch (request.kind) {
      case 'frame':
        return this.#cycle(request, release, axes, echo)
      case 'move':
        return this.#queue(request.point, echo)
      case 'teach':
        return this.#teach(request, axes, echo)
      case 'status':
        return { reply: this.#report(axes, echo), commit: () => undefined }
    }
  }

  #report(axes: number, echo: number): Status {
    const micrometres = this.#position.slice(0, axes)
    return {
      kind: 'status',
      micrometres,
      waiting: this.#moves.length,
      cycles: this.#cycles,
      integrals: [...this.#integrals],
      echo,
    }
  }

  #queue(point: number, echo: number): Effect {
    const accepted = point < this.#points.length && this.#moves.length < roomForMoves
    const reply: Queued = { kind: 'queued', accepted, waiting: this.#moves.length + Number(accepted), echo }
    return { reply, commit: () => void (accepted && this.#moves.push(point)) }
  }

  #teach(request: Teach, axes: number, echo: number): Effect {
    const { point, x, y, z, a, b, c } = request
    const before = this.#points[point] ?? [0, 0, 0, 0, 0, 0]
    const wanted = [x, y, z, a, b, c].map((value) => Math.round(value * 1000))
    const counts = before.map((count, axis) => (axis < axes ? limit(wanted[axis]!, axis) : count))
    const reply: Taught = { kind: 'taught', replaced: before.slice(0, axes), echo }
    return {
      reply,
      commit: () => {
        while (this.#points.length < point) this.#points.push([0, 0, 0, 0, 0, 0])
        this.#points[point] = counts
      },
    }
  }

  #cycle({ deviations }: Frame, release: number, axes: number, echo: number): Effect {
    let target = this.#target
    let speed = this.#speed
    const starts = isAt(target, this.#position, axes)
    if (starts) {
      speed = 0
      const next = this.#points[this.#moves[0] ?? -1]
      if (next !== undefined) target = target.map((count, axis) => (axis < axes ? next[axis]! : count))
    }
    const moves = !isAt(target, this.#position, axes)
    const ways = target.map((count, axis) => count - this.#position[axis]!).slice(0, axes)
    const longest = Math.max(...ways.map(Math.abs))
    if (moves) speed = nextSpeed(speed, longest, release)
    const steps = ways.map((way) => (moves ? roundHalfUp(way * speed, longest) : 0))
    const position = this.#position.map((count, axis) => count + (steps[axis] ?? 0))
    const integrals = this.#integrals.map((sum, axis) =>
      axis < axes ? Math.max(-8000, Math.min(8000, sum + deviations[axis]!)) : sum,
    )
    const currents = steps.map((step, axis) => 3 * step + 12 * deviations[axis]! + Math.floor(integrals[axis]! / 8))
    const reply: Setpoints = { kind: 'setpoints', steps, currents, arrived: isAt(target, position, axes), echo }
    return {
      reply,
      commit: () => {
        if (starts) this.#moves.shift()
        if (moves) this.#cycles++
        this.#target = target
        this.#speed = speed
        this.#position = position
        this.#integrals = integrals
      },
    }
  }
}

function isAt(target: readonly number[], position: readonly number[], axes: number): boolean {
  return target.slice(0, axes).every((count, axis) => count === position[axis])
}

/** Counts of the axis with the longest way, in the next cycle. */
function nextSpeed(speed: number, longest: number, release: number): number {
  const gained = release < firstWithSmoothness ? 20 : 5 + Math.floor((3 * speed * (2000 - speed)) / 200_000)
  return Math.min(speed + gained, 2000, Math.floor(Math.sqrt(40 * longest)), longest)
}

/** Dividend ÷ divisor, to the nearest whole number; of two equally near, the upper. */
function roundHalfUp(dividend: number, divisor: number): number {
  return Math.floor((2 * dividend + divisor) / (2 * divisor))
}

function limit(counts: number, axis: number): number {
  const [lower, upper] = limits[axis]!
  return Math.min(Math.max(counts, lower), upper)
}

const releases: Readonly<Record<string, number>> = { v1: 1, v2: 2, v3: 3, v4: 4, v5: 5 }

function releaseOf(version: string): number {
  const release = releases[version]
  if (release === undefined) {
    throw new Error(`No release ${version}; expected one of ${Object.keys(releases).join(', ')}.`)
  }
  return release
}
