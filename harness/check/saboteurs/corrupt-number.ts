import { corruptColumn } from './corrupt-column.ts'

/** Counts a call to one of the switch's numbers that there was not. */
export const strategy = corruptColumn('corrupt-number', 'directory.ts#numbers', 'calls', 0)
