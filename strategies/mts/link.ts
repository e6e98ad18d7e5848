import type { Linkage } from '../../harness/link/linkage.ts'

/**
 * Services are reentrant: each version has its own code and tables, and the data lie outside, in one place for all. Inside a
 * service calls are plain; what leads to another service is bound to the service manager.
 */
export const linkage: Linkage = { form: 'units', tables: 'per-version', methods: 'per-version', data: 'in-place' }
