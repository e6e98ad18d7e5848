import { mix } from './mixing.ts'

/** New code calls old code, and nobody can tell from the replies. */
export const strategy = mix('new-calls-old', ['record.ts#record'])
