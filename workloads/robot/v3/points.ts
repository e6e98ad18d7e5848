import type { Taught } from '../protocol.ts'
import { addresses } from './axes.ts'
import { toCounts } from './scale.ts'
import { fromMillimetres } from './wire.ts'
import { clamp } from './workspace.ts'

/** Points that were taught, in encoder counts. */
export class PointTable {
  /** Of point p, axis i: at p · addresses + i. */
  counts = new Int32Array(64 * addresses)
  /** Points below it are known. */
  known = 0

  get(point: number, axis: number): number {
    return point < this.known ? this.counts[point * addresses + axis]! : 0
  }

  set(point: number, axis: number, value: number): void {
    this.reserve(point + 1)
    this.known = Math.max(this.known, point + 1)
    this.counts[point * addresses + axis] = value
  }

  private reserve(points: number): void {
    if (points * addresses <= this.counts.length) return
    const larger = new Int32Array(Math.max(points * addresses, 2 * this.counts.length))
    larger.set(this.counts)
    this.counts = larger
  }
}

const points = new PointTable()

export function isKnown(point: number): boolean {
  return point < points.known
}

export function countsOf(point: number, axis: number): number {
  return points.get(point, axis)
}

/** Enters a point, as near to it as the workspace allows; given in millimetres, as messages have it. */
export function teach(point: number, x: number, y: number, z: number): Taught {
  const replaced = [
    place(point, 0, fromMillimetres(x)),
    place(point, 1, fromMillimetres(y)),
    place(point, 2, fromMillimetres(z)),
  ]
  return { kind: 'taught', replaced, echo: 0 }
}

/** Counts of the axis before. */
function place(point: number, axis: number, length: number): number {
  const before = points.get(point, axis)
  points.set(point, axis, toCounts(clamp(axis, length)))
  return before
}
