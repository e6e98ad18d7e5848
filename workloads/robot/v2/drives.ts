import { Servo } from './servo.ts'

const servos = [new Servo(), new Servo(), new Servo(), new Servo(), new Servo(), new Servo()]

/** Tells the drives by how many counts each has to move, and how far each was off; the currents that they then use. */
export async function drive(steps: readonly number[], deviations: readonly number[]): Promise<number[]> {
  const currents: number[] = []
  for (let axis = 0; axis < steps.length; axis++) {
    currents.push(servos[axis]!.control(steps[axis]!, deviations[axis] ?? 0))
  }
  return currents
}

export async function reportIntegrals(): Promise<number[]> {
  return servos.map((servo) => servo.integral)
}
