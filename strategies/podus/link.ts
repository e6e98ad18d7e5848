import type { Linkage } from '../../harness/link/linkage.ts'

/**
 * Every version has a space of its own with a binding table. Entries and exits are counted, for in this language the
 * run-time stack cannot be read: a procedure is on the stack while its count is above zero.
 *
 * The counts serve as traps too. To be told when the last activation of a procedure returns, the agent takes one from
 * its count: then that return makes it negative. So waiting for a safe point costs a running program nothing more.
 */
export const linkage: Linkage = {
  form: 'units',
  tables: 'per-version',
  data: 'by-representation',
  boundary: {
    enter: (_, index) => `if(($c[${index}]++|$f[0])<0)$h.notice();`,
    exit: (_, index) => `if(--$c[${index}]<0)$h.returned();`,
    skipLeaves: true,
    notices: true,
    suspensions: false,
  },
}
