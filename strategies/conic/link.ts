import type { Linkage } from '../../harness/link/linkage.ts'

/** Inside a task module nothing is prepared: it is compiled and replaced as a whole. Only what crosses its ports is bound late. */
export const linkage: Linkage = { form: 'scope', tables: 'shared', data: 'in-place' }
