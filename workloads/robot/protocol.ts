/** What comes in on the line: one message in each cycle of the control loop. Each carries its number on the bus. */
export type Request = Frame | Move | Teach | StatusQuery

export type Reply = Setpoints | Queued | Taught | Status

/** An ordinary cycle: how far each drive is from where it was told to be. */
export interface Frame {
  readonly kind: 'frame'
  readonly sequence: number
  /** Encoder counts, for x, y, z and the three axes of the wrist. */
  readonly deviations: readonly number[]
}

/** The operator wants the tool to go to a point that was taught before, when it has been to those asked for earlier. */
interface Move {
  readonly kind: 'move'
  readonly sequence: number
  readonly point: number
}

/** Teaches a point, or another place for it. */
export interface Teach {
  readonly kind: 'teach'
  readonly sequence: number
  readonly point: number
  /** Millimetres. */
  readonly x: number
  readonly y: number
  readonly z: number
  /** Degrees of the wrist. */
  readonly a: number
  readonly b: number
  readonly c: number
}

interface StatusQuery {
  readonly kind: 'status'
  readonly sequence: number
}

/** `echo` is, in every reply: from v5 on the number of the message that it answers, until then 0. */
export interface Setpoints {
  readonly kind: 'setpoints'
  /** By how many encoder counts each axis is to move in this cycle. */
  readonly steps: readonly number[]
  /** What each drive puts on its motor, in thousandths of an ampere. */
  readonly currents: readonly number[]
  /** The tool stands at its target. */
  readonly arrived: boolean
  readonly echo: number
}

export interface Queued {
  readonly kind: 'queued'
  /** Not where the point is unknown, or too many moves wait. */
  readonly accepted: boolean
  readonly waiting: number
  readonly echo: number
}

export interface Taught {
  readonly kind: 'taught'
  /** Encoder counts of each axis before. */
  readonly replaced: readonly number[]
  readonly echo: number
}

export interface Status {
  readonly kind: 'status'
  /** Where the tool is, in micrometres; the wrist in thousandths of a degree. */
  readonly micrometres: readonly number[]
  readonly waiting: number
  /** Cycles in which the tool moved. */
  readonly cycles: number
  /** Sum of the deviations of each drive, as its controller limits it. */
  readonly integrals: readonly number[]
  readonly echo: number
}
