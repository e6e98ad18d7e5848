import { corruptDatum } from './corrupt-datum.ts'

/** Books a unit of stock that nobody has delivered. */
export const strategy = corruptDatum('corrupt-books', 'main.ts#unitsIn', (units: number) => units + 1)
