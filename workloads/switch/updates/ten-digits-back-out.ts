import type { Acknowledgement, NumberRecord, Routing } from '../protocol.ts'
import { assign, inspect, refuse, reject, release, translate, vacantRecord } from '../v1/directory.ts'
import { NumberTable } from '../v1/number-table.ts'
import { isOpen } from '../v1/plan.ts'
import type { NumberTable as TenDigitTable } from '../v2/number-table.ts'

/** There is one code again. */
const tollFree = 800

export const interprocedures = {
  'plan.ts#isOpen': (code: number, exchange: number): boolean => code === tollFree && isOpen(exchange),
  'directory.ts#translate': (code: number, line: number, minute: number): Routing =>
    code === tollFree ? translate(line, minute) : reject(),
  'directory.ts#assign': (
    code: number,
    line: number,
    primary: number,
    alternate: number,
    share: number,
    carrier: number,
  ): Acknowledgement => (code === tollFree ? assign(line, primary, alternate, share, carrier) : refuse()),
  'directory.ts#release': (code: number, line: number): Acknowledgement =>
    code === tollFree ? release(line) : refuse(),
  'directory.ts#inspect': (code: number, line: number): NumberRecord =>
    code === tollFree ? inspect(line) : vacantRecord(),
}

export const mappers = {
  'directory.ts#numbers': dropCode,
}

/** Numbers with other codes than 800 are nobody's any more. */
export function dropCode(old: TenDigitTable): NumberTable {
  const table = new NumberTable()
  for (let record = 0; record < old.records; record++) {
    const line = old.keys[record]! - 8_000_000_000
    if (line >= 10_000_000) continue
    const entered = table.enter(line)
    table.primary[entered] = old.primary[record]!
    table.alternate[entered] = old.alternate[record]!
    table.share[entered] = old.share[record]!
    table.carrier[entered] = old.carrier[record]!
    table.calls[entered] = old.calls[record]!
    if (old.primary[record] !== 0) table.assigned++
  }
  return table
}
