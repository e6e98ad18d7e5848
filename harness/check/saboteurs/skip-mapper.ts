import { strategy as dmert } from '../../../strategies/dmert/index.ts'
import { sabotage } from './sabotage.ts'

/** Changes the code, and leaves the data as they were. */
export const strategy = sabotage(dmert, 'skip-mapper', () => ({}))
