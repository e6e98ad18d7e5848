import { corruptColumn } from './corrupt-column.ts'

/** Counts a packet of the router's that there was not. */
export const strategy = corruptColumn('corrupt-counter', 'counters.ts#counters', 'packets', 0)
