import { canSuspend } from '../../harness/link/boundary.ts'
import type { Linkage } from '../../harness/link/linkage.ts'
import type { Procedure, Program } from '../../harness/program/program.ts'

/**
 * Every call from another module is an address-space transition. The text saves the four words in force, in the
 * procedure's activation; by them it sees whether the module that runs is another one than the procedure's own. So calls
 * inside a module, and procedures that only their own module can call, are plain.
 */
export const linkage: Linkage = {
  form: 'units',
  tables: 'shared',
  data: 'in-place',
  boundary: {
    enter(procedure, _, program) {
      if (canSuspend(procedure)) return `const $s=$h.begin($h.modules[${JSON.stringify(procedure.module)}]);`
      if (isLocal(procedure, program)) return ''
      const module = `$h.modules[${JSON.stringify(procedure.module)}]`
      const saved = words.map((word, index) => `${word}=$r[${index}]`).join(',')
      return `const $m=${module},$r=$h.registers,${saved};if($w0!==$m.codeBase)$h.enter($m);`
    },
    exit(procedure, _, program) {
      if (canSuspend(procedure)) return '$h.end($s);'
      return isLocal(procedure, program) ? '' : `if($w0!==$m.codeBase)$h.leave($m,${words.join(',')});`
    },
    skipLeaves: false,
    notices: false,
    suspensions: true,
  },
}

/** What a procedure calls the words that it has saved. */
const words = ['$w0', '$w1', '$w2', '$w3'] as const

const values = new WeakMap<Program, ReadonlySet<string>>()

/** Nobody outside its module can call it: it is neither exported, nor handed out as a value, nor a member of an object. */
function isLocal({ id, adt, exported }: Procedure, program: Program): boolean {
  return adt === undefined && !exported && !values.getOrInsertComputed(program, findValues).has(id)
}

function findValues({ modules }: Program): ReadonlySet<string> {
  const references = modules.flatMap(({ entities }) => entities.flatMap((entity) => entity.references))
  return new Set(references.filter(({ use }) => use !== 'call').map(({ target }) => target))
}
