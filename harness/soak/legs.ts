import type { Refusal, Strategy } from '../../strategies/contract.ts'
import type { UpdateDeclaration, Workload } from '../../workloads/contract.ts'
import { compileUpdate, compileVersion, readCommand } from '../prepare.ts'
import type { Program } from '../program/program.ts'
import type { Update } from '../program/update.ts'
import { reverseUpdate } from '../reverse-update.ts'

/** One update of those that follow upon one another. */
export interface Leg {
  readonly declaration: UpdateDeclaration
  /** It takes the program back to the release before. */
  readonly isBack: boolean
}

/** So many updates: forth along those that are given, which follow upon one another, back again, and so on. */
export function listLegs(updates: readonly UpdateDeclaration[], count: number): Leg[] {
  const forth = updates.map((declaration): Leg => ({ declaration, isBack: false }))
  const back = updates.map((declaration): Leg => ({ declaration: reverseUpdate(declaration), isBack: true }))
  const round = [...forth, ...back.toReversed()]
  return Array.from({ length: count }, (_, index) => round[index % round.length]!)
}

/** A strategy with a command for it needs no update that leads back. */
function isTakenOut({ isBack }: Leg, { backOutCommand }: Strategy): boolean {
  return isBack && backOutCommand === true
}

/** What the rules say to an update, and to the way back from it. */
export interface Refused {
  readonly update: string
  readonly refusals: readonly Refusal[]
}

/**
 * What a strategy has against going along some updates and back, decided from the differences alone.
 * @throws ProgramRejected where a version is outside the program model
 */
export function refuseLegs(strategy: Strategy, workload: Workload, legs: readonly Leg[]): readonly Refused[] {
  const different = new Map(legs.map((leg) => [leg.declaration.name, leg]))
  return [...different.values()].flatMap((leg) => {
    if (isTakenOut(leg, strategy)) return []
    const update = compileUpdate(workload, leg.declaration)
    const refusals = readCommand(strategy, update)?.refusals ?? strategy.assess(update)
    return refusals.length === 0 ? [] : [{ update: leg.declaration.name, refusals }]
  })
}

/** An update as it comes in its turn. */
export interface CompiledLeg {
  readonly leg: Leg
  /** What differs from the program that is there; absent where the update before it is taken out by a command. */
  readonly update?: Update
  /** What the program is after it. */
  readonly after: Program
}

/**
 * Compiles updates that follow upon one another. The program that one of them meets has the support code of the one before.
 * @throws ProgramRejected where a version is outside the program model
 */
export function compileLegs(strategy: Strategy, workload: Workload, legs: readonly Leg[]): readonly CompiledLeg[] {
  /** The same update of the same program comes up again and again. */
  const known = new Map<Program, Map<string, CompiledLeg>>()
  /** The program in force, and those that it came to be from: a command leads back to the last of them. */
  const trail: Program[] = [compileVersion(workload, legs[0]?.declaration.from ?? '')]
  return legs.map((leg) => {
    const from = trail.at(-1)!
    if (isTakenOut(leg, strategy)) {
      trail.pop()
      return { leg, after: trail.at(-1)! }
    }
    const ofProgram = known.getOrInsertComputed(from, () => new Map())
    const compiled = ofProgram.getOrInsertComputed(leg.declaration.name, () => {
      const update = compileUpdate(workload, leg.declaration, from)
      return { leg, update, after: update.to }
    })
    trail.push(compiled.after)
    return compiled
  })
}
