import type { Linkage } from '../../harness/link/linkage.ts'

/** The source as it stands: plain calls in one scope. */
export const linkage: Linkage = { form: 'scope', tables: 'shared', data: 'in-place' }
