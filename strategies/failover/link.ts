import type { Linkage } from '../../harness/link/linkage.ts'

/** Nothing is prepared in the program: the second machine is what makes it updatable. */
export const linkage: Linkage = { form: 'scope', tables: 'shared', data: 'in-place' }
