import { corruptColumn } from './corrupt-column.ts'

/** Moves one of the robot's points by a micrometre. */
export const strategy = corruptColumn('corrupt-point', 'points.ts#points', 'counts', 0)
