import { builtinMethods, callbackMethods } from '../program/outside.ts'
import type { MemberUse, Procedure, Program } from '../program/program.ts'

/**
 * Whether no command can be noticed while the procedure runs: neither it nor what it calls, directly or not, suspends,
 * is called by itself again, or calls a function of which it is not known what it does. Such a procedure is never on the
 * stack when the stack is read, so it need not be counted; as in virtual machines, only what can hold a safe point, or
 * would go on for long without one, has one.
 */
export function isUninterruptible({ id }: Procedure, program: Program): boolean {
  return answers.getOrInsertComputed(program, findUninterruptible).has(id)
}

const answers = new WeakMap<Program, ReadonlySet<string>>()

/** Those whose callees are all found already, again and again: what calls itself, by whatever way, is never found. */
function findUninterruptible(program: Program): ReadonlySet<string> {
  const candidates = [...program.procedures.values()].filter((procedure) => callsWhatIsKnown(procedure, program))
  const missing = new Map<string, number>()
  const callers = new Map<string, string[]>()
  for (const { id } of candidates) {
    const callees = program.calls.get(id) ?? []
    missing.set(id, callees.length)
    for (const callee of callees) callers.getOrInsertComputed(callee, () => []).push(id)
  }
  const found = [...missing].filter(([, count]) => count === 0).map(([id]) => id)
  for (const id of found) {
    for (const caller of callers.get(id) ?? []) {
      const left = missing.get(caller)! - 1
      missing.set(caller, left)
      if (left === 0) found.push(caller)
    }
  }
  return new Set(found)
}

function callsWhatIsKnown({ uses }: Procedure, program: Program): boolean {
  if (uses.suspends || uses.unknownCall || uses.escapingClosure || uses.computedMember) return false
  return uses.memberCalls.every((call) => isKnown(call, program))
}

/** The language's own, or a method of the receiver's type, which is in the call graph with all that may stand for it. */
function isKnown({ name, on }: MemberUse, { adts, procedures }: Program): boolean {
  if (on === 'builtin' || (builtinMethods.has(name) && !callbackMethods.has(name))) return true
  for (
    let adt = adts.get(on ?? '');
    adt !== undefined;
    adt = typeof adt.extends === 'object' ? adts.get(adt.extends.target) : undefined
  ) {
    if (procedures.has(`${adt.id}.${name}`)) return true
  }
  return false
}
