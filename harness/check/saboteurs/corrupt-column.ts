import type { Strategy } from '../../../strategies/contract.ts'
import { corruptDatum } from './corrupt-datum.ts'

/** Adds one to a number of the program's static data: the `place`-th of a typed array in a field of a datum. */
export function corruptColumn(name: string, datum: string, field: string, place: number): Strategy {
  return corruptDatum(name, datum, (columns: Record<string, Int32Array | Float64Array>) => {
    columns[field]![place]!++
    return columns
  })
}
