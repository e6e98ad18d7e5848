import type { Linkage } from '../../harness/link/linkage.ts'

/** Calls go through one transfer vector; nothing is counted, and no safe point is known. */
export const linkage: Linkage = { form: 'units', tables: 'shared', data: 'in-place' }
