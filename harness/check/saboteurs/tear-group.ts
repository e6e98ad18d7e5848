import { mix } from './mixing.ts'

/** One of two procedures that are only right together. */
export const strategy = mix('tear-group', ['record.ts#verify'])
