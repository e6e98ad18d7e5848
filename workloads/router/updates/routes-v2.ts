import type { RouteChange } from '../protocol.ts'
import { applyChange } from '../v11/fib.ts'

/** A control plane that does not number its messages yet wants to know the number of routes. */
export const interprocedures = {
  'fib.ts#applyChange': async (change: RouteChange): Promise<number> => {
    const { installed } = await applyChange({ sequence: 0, change })
    return installed
  },
}
