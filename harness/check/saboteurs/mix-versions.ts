import { mix } from './mixing.ts'

/** New code with old code under it, in one request. */
export const strategy = mix('mix-versions', ['record.ts#record'])
