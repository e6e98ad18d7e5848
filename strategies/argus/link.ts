import type { Linkage } from '../../harness/link/linkage.ts'

/** A guardian's code is bound as a whole, together with its memory; calls of other guardians' handlers are messages. */
export const linkage: Linkage = { form: 'units', tables: 'shared', data: 'in-place' }
