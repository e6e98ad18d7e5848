import type { Linkage } from '../../harness/link/linkage.ts'

/** Nothing is prepared for updating: plain calls in one scope, as under the control `direct`. */
export const linkage: Linkage = { form: 'scope', tables: 'shared', data: 'in-place' }
