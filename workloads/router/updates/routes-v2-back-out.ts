import type { RouteConfirmation, RouteMessage } from '../protocol.ts'
import { applyChange } from '../v10/fib.ts'

/** A control plane that numbers its messages is told that this one is in force. */
export const interprocedures = {
  'fib.ts#applyChange': async ({ sequence, change }: RouteMessage): Promise<RouteConfirmation> => ({
    sequence,
    installed: await applyChange(change),
  }),
}
