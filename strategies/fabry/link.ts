import { canSuspend } from '../../harness/link/boundary.ts'
import type { Linkage } from '../../harness/link/linkage.ts'
import type { Procedure, Program } from '../../harness/program/program.ts'
import { valuesOf } from './arguments.ts'
import { isManaged, tagOf } from './tags.ts'

/**
 * Every object of a managed type is stamped, and each operation of its type manager looks at the stamp. An operation during
 * which an update can come notes that it is inside the object, so that nobody converts it under its hands.
 *
 * An object's prototype is its capability: it leads to the type manager, so that all objects are given another one in one
 * place. Functions and constructors are bound in a table of each version, for a converter makes objects of its own version.
 */
export const linkage: Linkage = {
  form: 'units',
  tables: 'per-version',
  data: 'in-place',
  boundary: {
    enter(procedure, _, program, interruptible) {
      const tag = findTag(procedure, program)
      if (tag === undefined) return ''
      const id = JSON.stringify(procedure.id)
      const check = `if(this[$h.version]!==${tag}&&$h.meets(this,${tag},${id}))${give(procedure)}$h.instead(this,${id},${valuesOf(procedure, program)});`
      if (!interruptible) return check
      return canSuspend(procedure) ? `${check}const $s=$h.begin(this,${tag});` : `${check}this[$h.users]++;`
    },
    caught(procedure, _, program, interruptible) {
      if (!interruptible || findTag(procedure, program) === undefined) return ''
      const activation = canSuspend(procedure) ? '$s' : 'undefined'
      return `${give(procedure)}$h.again($e,this,${JSON.stringify(procedure.id)},${valuesOf(procedure, program)},${activation});`
    },
    exit(procedure, _, program, interruptible) {
      if (!interruptible || findTag(procedure, program) === undefined) return ''
      return canSuspend(procedure) ? '$h.end($s);' : 'this[$h.users]--;'
    },
    skipLeaves: false,
    notices: false,
    suspensions: (procedure, program) => findTag(procedure, program) !== undefined,
  },
  construct: (adt) => (isManaged(adt) ? `this[$h.version]=${tagOf(adt)};this[$h.users]=0` : ''),
}

/** The tag that an operation of a type manager expects; undefined for any other procedure. */
function findTag({ adt, form, static: isStatic }: Procedure, { adts }: Program): number | undefined {
  if (isStatic || form === 'constructor') return undefined
  const type = adts.get(adt ?? '')
  return type !== undefined && isManaged(type) ? tagOf(type) : undefined
}

/** What another operation returns, or yields, is what this one does. */
function give({ generator }: Procedure): string {
  return generator ? 'return yield*' : 'return '
}
