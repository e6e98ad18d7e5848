import { canSuspend } from '../../harness/link/boundary.ts'
import type { Linkage } from '../../harness/link/linkage.ts'
import type { Procedure, Program } from '../../harness/program/program.ts'

/**
 * Every call from another module is an address-space transition. The text asks whether the module that runs is another
 * one than the procedure's own: so calls inside a module, and procedures that only their own module can call, are plain.
 */
export const linkage: Linkage = {
  form: 'units',
  tables: 'shared',
  data: 'in-place',
  boundary: {
    enter(procedure, _, program) {
      if (canSuspend(procedure)) return `const $s=$h.begin($h.modules[${JSON.stringify(procedure.module)}]);`
      if (isLocal(procedure, program)) return ''
      return `const $m=$h.modules[${JSON.stringify(procedure.module)}],$p=$h.enter($m);`
    },
    exit(procedure, _, program) {
      if (canSuspend(procedure)) return '$h.end($s);'
      return isLocal(procedure, program) ? '' : '$h.leave($m,$p);'
    },
    skipLeaves: false,
    notices: false,
    suspensions: true,
  },
}

const values = new WeakMap<Program, ReadonlySet<string>>()

/** Nobody outside its module can call it: it is neither exported, nor handed out as a value, nor a member of an object. */
function isLocal({ id, adt, exported }: Procedure, program: Program): boolean {
  return adt === undefined && !exported && !values.getOrInsertComputed(program, findValues).has(id)
}

function findValues({ modules }: Program): ReadonlySet<string> {
  const references = modules.flatMap(({ entities }) => entities.flatMap((entity) => entity.references))
  return new Set(references.filter(({ use }) => use !== 'call').map(({ target }) => target))
}
