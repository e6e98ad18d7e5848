import { corruptDatum } from './corrupt-datum.ts'

/** Changes one account, which nobody uses for the time being. */
export const strategy = corruptDatum('corrupt-record', 'ledger.ts#counters', (counters: number[]) => {
  counters[63] = counters[63]! + 1
  return counters
})
