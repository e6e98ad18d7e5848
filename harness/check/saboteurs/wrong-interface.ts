import { mix } from './mixing.ts'

/** A procedure before its callers, with nothing in between. */
export const strategy = mix('wrong-interface', ['ledger.ts#add'])
