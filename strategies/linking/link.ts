import type { Linkage } from '../../harness/link/linkage.ts'

/** Calls go through the procedure linkage table of the program: one for all that is loaded. */
export const linkage: Linkage = { form: 'units', tables: 'shared', data: 'in-place' }
