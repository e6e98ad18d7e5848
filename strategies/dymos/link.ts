import { canSuspend } from '../../harness/link/boundary.ts'
import type { Linkage } from '../../harness/link/linkage.ts'
import { entryProcedure } from '../../harness/program/entry.ts'

/**
 * Every call takes the lock of its procedure for reading, and gives it back, update or not: `$c` counts the readers. A
 * procedure that can suspend keeps the lock meanwhile, so that it must be known which process has it.
 *
 * To be told when the last reader of a lock has left, the agent takes one from its count: then that makes it negative.
 */
export const linkage: Linkage = {
  form: 'units',
  tables: 'shared',
  data: 'in-place',
  boundary: {
    enter: (procedure, index) => {
      if (procedure.id === entryProcedure) return `const $s=$h.begin($c,${index});`
      return canSuspend(procedure) ? `const $s=$h.acquire($c,${index});` : `$c[${index}]++;`
    },
    exit: (procedure, index) => (canSuspend(procedure) ? '$h.release($s);' : `if(--$c[${index}]<0)$h.idle();`),
    skipLeaves: false,
    notices: false,
    suspensions: true,
  },
}
