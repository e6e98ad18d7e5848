import { builtinMethods, callbackMethods } from '../program/outside.ts'
import type { Procedure, Program } from '../program/program.ts'

/**
 * Whether no command can be noticed while the procedure runs, where commands are noticed at the entries of procedures: it
 * calls no procedure, never suspends, and calls no function of which it is not known what it does. Such a procedure is
 * never on the stack when the stack is read, so it need not be counted; as in virtual machines, only what can hold a
 * safe point has one.
 */
export function isUninterruptible(procedure: Procedure, program: Program): boolean {
  return (program.calls.get(procedure.id) ?? []).length === 0 && !leadsOutside(procedure, () => false)
}

const quiet = new WeakMap<Program, ReadonlySet<string>>()

/** The same where commands are noticed on operations of the line alone: nothing that it calls, however far, leads to one. */
export function isUndisturbed({ id }: Procedure, program: Program): boolean {
  return quiet.getOrInsertComputed(program, findUndisturbed).has(id)
}

function findUndisturbed({ procedures, adts, calls }: Program): ReadonlySet<string> {
  const isOfProgram = (type: string | undefined): boolean => type !== undefined && adts.has(type)
  const found = new Set(
    [...procedures.values()].filter((procedure) => !leadsOutside(procedure, isOfProgram)).map(({ id }) => id),
  )
  for (let before = Infinity; found.size < before;) {
    before = found.size
    for (const id of found) if ((calls.get(id) ?? []).some((callee) => !found.has(callee))) found.delete(id)
  }
  return found
}

/** @param isKnown whether the call graph tells what a call on a type calls */
function leadsOutside({ uses }: Procedure, isKnown: (type: string | undefined) => boolean): boolean {
  if (uses.suspends || uses.unknownCall || uses.escapingClosure || uses.computedMember) return true
  return !uses.memberCalls.every(
    ({ name, on }) => on === 'builtin' || isKnown(on) || (builtinMethods.has(name) && !callbackMethods.has(name)),
  )
}
