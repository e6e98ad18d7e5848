import { builtinMethods, callbackMethods } from '../program/outside.ts'
import type { Procedure, Program } from '../program/program.ts'

/**
 * Whether no command can be noticed while the procedure runs: it calls no procedure, never suspends, and calls no
 * function of which it is not known what it does. Such a procedure is never on the stack when the stack is read, so it
 * need not be counted; as in virtual machines, only what can hold a safe point has one.
 */
export function isUninterruptible(procedure: Procedure, program: Program): boolean {
  const { uses } = procedure
  if (uses.suspends || uses.unknownCall || uses.escapingClosure || uses.computedMember) return false
  if ((program.calls.get(procedure.id) ?? []).length > 0) return false
  return uses.memberCalls.every(
    ({ name, on }) => on === 'builtin' || (builtinMethods.has(name) && !callbackMethods.has(name)),
  )
}
