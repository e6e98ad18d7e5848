import type { Procedure, Program } from './program.ts'

/**
 * Procedures that may have an object of a type in hand while they run: its methods, inherited ones too, those whose
 * parameters or result are made of it, and those that call one of these. Where no result is written, it may be made of
 * whatever the procedure has in hand.
 *
 * What static data hold is not looked at, nor what goes under a type that does not name the class, such as an interface.
 */
export function findHolders(program: Program, type: string): ReadonlySet<string> {
  const names = lineage(type, program)
  const procedures = [...program.procedures.values()]
  const callers = findCallers(program)
  const methods = procedures.filter(({ adt = '' }) => names.has(adt))
  const handing = procedures.filter((procedure) => isHanding(procedure, type, names)).map(({ id }) => id)
  const holders = new Set([...methods.map(({ id }) => id), ...handing])
  for (const id of handing) {
    for (const caller of callers.get(id) ?? []) {
      if (holders.has(caller)) continue
      holders.add(caller)
      if (hasUnknownResult(program.procedures.get(caller))) handing.push(caller)
    }
  }
  return holders
}

function findCallers({ calls }: Program): ReadonlyMap<string, readonly string[]> {
  const callers = new Map<string, string[]>()
  for (const [caller, callees] of calls) {
    for (const callee of callees) callers.getOrInsertComputed(callee, () => []).push(caller)
  }
  return callers
}

/** Whoever calls it has such an object in hand, before the call or after it. */
function isHanding(procedure: Procedure, type: string, names: ReadonlySet<string>): boolean {
  const { adt = '', form, signature } = procedure
  if (form === 'constructor' && adt === type) return true
  if (names.has(adt) && (hasUnknownResult(procedure) || /\bthis\b/.test(signature.result))) return true
  return signature.classes.some((name) => names.has(name))
}

function hasUnknownResult(procedure: Procedure | undefined): boolean {
  return procedure?.signature.result === '' && procedure.form !== 'constructor' && procedure.form !== 'setter'
}

/** The type itself and what it extends: under those names its objects go. */
function lineage(type: string, { adts }: Program): ReadonlySet<string> {
  const found = new Set([type])
  for (const id of found) {
    const parent = adts.get(id)?.extends
    if (typeof parent === 'object') found.add(parent.target)
  }
  return found
}
