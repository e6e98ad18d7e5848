import type { Queued } from '../protocol.ts'
import { isKnown } from './points.ts'

/** Moves that can wait. */
const room = 16

/** Points to go to, in the order in which they were asked for: a ring. */
export class MoveQueue {
  points = new Int32Array(room)
  first = 0
  waiting = 0

  put(point: number): boolean {
    if (this.waiting === room) return false
    this.points[(this.first + this.waiting) % room] = point
    this.waiting++
    return true
  }

  /** −1 where none waits. */
  take(): number {
    if (this.waiting === 0) return -1
    const point = this.points[this.first]!
    this.first = (this.first + 1) % room
    this.waiting--
    return point
  }
}

const moves = new MoveQueue()

export function requestMove(point: number): Queued {
  const accepted = isKnown(point) && moves.put(point)
  return { kind: 'queued', accepted, waiting: moves.waiting, echo: 0 }
}

/** The point to go to next; −1 where none waits. */
export function takeMove(): number {
  return moves.take()
}

export function countWaiting(): number {
  return moves.waiting
}
