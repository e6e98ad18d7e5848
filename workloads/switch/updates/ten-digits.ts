import type { Acknowledgement, NumberRecord, Routing } from '../protocol.ts'
import type { NumberTable as SevenDigitTable } from '../v1/number-table.ts'
import { assign, inspect, release, translate } from '../v2/directory.ts'
import { NumberTable } from '../v2/number-table.ts'
import { isOpen } from '../v2/plan.ts'

/** An old caller means the one code that there was. */
export const interprocedures = {
  'plan.ts#isOpen': (exchange: number): boolean => isOpen(800, exchange),
  'directory.ts#translate': (line: number, minute: number): Routing => translate(800, line, minute),
  'directory.ts#assign': (
    line: number,
    primary: number,
    alternate: number,
    share: number,
    carrier: number,
  ): Acknowledgement => assign(800, line, primary, alternate, share, carrier),
  'directory.ts#release': (line: number): Acknowledgement => release(800, line),
  'directory.ts#inspect': (line: number): NumberRecord => inspect(800, line),
}

export const mappers = {
  'directory.ts#numbers': addCode,
}

/** Enters every record under its number with the code 800. */
export function addCode(old: SevenDigitTable): NumberTable {
  const table = new NumberTable()
  for (let record = 0; record < old.records; record++) {
    const entered = table.enter(8_000_000_000 + old.keys[record]!)
    table.primary[entered] = old.primary[record]!
    table.alternate[entered] = old.alternate[record]!
    table.share[entered] = old.share[record]!
    table.carrier[entered] = old.carrier[record]!
    table.calls[entered] = old.calls[record]!
  }
  table.assigned = old.assigned
  return table
}
