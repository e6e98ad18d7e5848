import { corruptDatum } from './corrupt-datum.ts'

/** Counts a batch that nobody had sorted. */
export const strategy = corruptDatum('corrupt-statistics', 'statistics.ts#batches', (batches: number) => batches + 1)
