import { expect, test } from 'vitest'
import { createModel } from './model.ts'
import type { Assign, CardQuery, Lookup } from './protocol.ts'
import { hashPins } from './updates/pin-hash.ts'
import { dropCode, interprocedures as tenDigitsBack } from './updates/ten-digits-back-out.ts'
import { addCode, interprocedures as tenDigits } from './updates/ten-digits.ts'
import { NumberTable as SevenDigitTable } from './v1/number-table.ts'
import * as v1 from './v1/directory.ts'
import { NumberTable } from './v2/number-table.ts'
import * as v2 from './v2/directory.ts'
import { CardTable as MaskedTable } from './v3/card-table.ts'
import { CardTable } from './v4/card-table.ts'

const records = 5000

test('ten-digits: every record is found under its new number, with all that is in it, and in both directions', () => {
  const old = createTable()
  const table = addCode(old)
  const back = dropCode(table)
  expect(table).toBeInstanceOf(NumberTable)
  expect([table.records, table.assigned, back.records, back.assigned]).toEqual([
    records,
    old.assigned,
    records,
    old.assigned,
  ])
  for (let k = 0; k < records; k++) {
    const line = 2_000_000 + k * 1021
    const expected = fieldsOf(old, old.find(line))
    expect(fieldsOf(table, table.find(8_000_000_000 + line))).toEqual(expected)
    expect(fieldsOf(back, back.find(line))).toEqual(expected)
  }
  expect([table.find(2_000_000), table.find(8_880_000_000 + 2_000_000)]).toEqual([-1, -1])
})

test('ten-digits: a converted table shares nothing with the old one', () => {
  const old = createTable()
  const table = addCode(old)
  const before = fieldsOf(old, 7)
  table.route(7, 0)
  table.primary[7] = 1
  expect(fieldsOf(old, 7)).toEqual(before)
})

test('ten-digits: a back-out drops the numbers with other codes', () => {
  const table = addCode(createTable())
  const record = table.enter(8_882_345_678)
  table.primary[record] = 1
  table.assigned++
  const back = dropCode(table)
  expect([back.records, back.assigned]).toEqual([records, table.assigned - 1])
})

test('ten-digits: an old caller means the code 800, and after a back-out a new caller is told that there is no other', () => {
  const line = 2_345_678
  expect(tenDigits['directory.ts#assign'](line, 2_125_551_234, 0, 0, 222)).toMatchObject({ accepted: true })
  expect(v2.translate(800, line, 0)).toEqual(tenDigits['directory.ts#translate'](line, 0))
  expect(v2.translate(888, line, 0)).toMatchObject({ outcome: 1 })
  expect(tenDigits['directory.ts#inspect'](line)).toEqual(v2.inspect(800, line))
  expect([tenDigits['plan.ts#isOpen'](234), tenDigits['plan.ts#isOpen'](555)]).toEqual([true, false])
  expect(tenDigits['directory.ts#release'](line)).toMatchObject({ accepted: true, replaced: 2_125_551_234 })

  expect(tenDigitsBack['directory.ts#assign'](800, line, 2_125_551_234, 0, 0, 222)).toMatchObject({ accepted: true })
  expect(tenDigitsBack['directory.ts#assign'](888, line, 1, 0, 0, 0)).toMatchObject({ accepted: false })
  expect(tenDigitsBack['directory.ts#translate'](800, line, 0)).toEqual(v1.translate(line, 0))
  expect(tenDigitsBack['directory.ts#translate'](888, line, 0)).toMatchObject({ outcome: 2 })
  expect(tenDigitsBack['directory.ts#inspect'](800, line)).toEqual(v1.inspect(line))
  expect(tenDigitsBack['directory.ts#inspect'](888, line)).toMatchObject({ primary: 0 })
  expect([800, 888].map((code) => tenDigitsBack['plan.ts#isOpen'](code, 234))).toEqual([true, false])
  expect(tenDigitsBack['directory.ts#release'](888, line)).toMatchObject({ accepted: false })
  expect(tenDigitsBack['directory.ts#release'](800, line)).toMatchObject({ accepted: true })
})

test('pin-hash: every card is good for its PIN and for no other, and no PIN can be read', () => {
  const old = new MaskedTable()
  for (let k = 0; k < records; k++) {
    const card = old.enter(2_030_000_000 + k * 911)
    old.setPin(card, k)
    old.isGood[card] = k % 3 === 0 ? 0 : 1
  }
  old.good = 4242
  const table = hashPins(old)
  expect(table).toBeInstanceOf(CardTable)
  expect([table.cards, table.good]).toEqual([records, 4242])
  const wrong: number[] = []
  for (let k = 0; k < records; k++) {
    const card = table.find(2_030_000_000 + k * 911)
    const isRight = table.hasPin(card, k) && !table.hasPin(card, k + 1) && table.isGood[card] === Number(k % 3 !== 0)
    if (!isRight) wrong.push(k)
  }
  expect(wrong).toEqual([])
  expect(new Set(table.seals.subarray(0, records)).size).toBe(records)
})

test('time-of-day: the alternate number takes the night', () => {
  const model = createModel()
  model.apply(assign, 'v2')
  const destinationAt = (minute: number, version: string): unknown =>
    (model.reply({ ...lookup, minute }, version) as { destination: number }).destination
  expect([0, 479, 480, 1079, 1080, 1439].map((minute) => destinationAt(minute, 'v2'))).toEqual([1, 1, 1, 1, 1, 1])
  expect([0, 479, 480, 1079, 1080, 1439].map((minute) => destinationAt(minute, 'v3'))).toEqual([2, 2, 1, 1, 2, 2])
})

test('fraud: three wrong PINs in a row, and not even the right one will do until the card is issued again', () => {
  const model = createModel()
  const query: CardQuery = { kind: 'card', account: 5, pin: 1, from: 212, to: 212 }
  model.apply({ kind: 'issue', account: 5, pin: 1 }, 'v5')
  const ask = (pin: number, version = 'v5'): unknown[] => {
    const reply = model.reply({ ...query, pin }, version)
    model.apply({ ...query, pin }, version)
    return reply.kind === 'verification' ? [reply.outcome, reply.failures] : []
  }
  expect([ask(2), ask(1), ask(2), ask(2), ask(2), ask(1)]).toEqual([
    [2, 1],
    [0, 1],
    [2, 1],
    [2, 2],
    [2, 3],
    [3, 3],
  ])
  expect(ask(1, 'v4')).toEqual([0, 0])
  expect(model.reply({ kind: 'issue', account: 5, pin: 1 }, 'v5')).toMatchObject({ replaced: 1, failures: 3 })
  model.apply({ kind: 'issue', account: 5, pin: 1 }, 'v5')
  expect(ask(1)).toEqual([0, 0])
})

test('plan: no exchange is closed any more, and none names a carrier', () => {
  const model = createModel()
  expect(model.reply({ ...lookup, line: 5_550_000 }, 'v5')).toMatchObject({ outcome: 2 })
  expect(model.reply({ ...lookup, line: 5_550_000 }, 'v6')).toMatchObject({ outcome: 1 })
  model.apply(assign, 'v5')
  expect(model.reply(lookup, 'v5')).toMatchObject({ carrier: 222 })
  expect(model.reply(lookup, 'v6')).toMatchObject({ carrier: 288 })
})

test('a back-out to v1 loses the numbers of other codes, once it is no straggler any more', () => {
  const model = createModel()
  model.apply({ ...assign, code: 888 }, 'v2')
  const inspect = { kind: 'inspect', code: 888, line: assign.line } as const
  for (let request = 0; request < 64; request++) model.apply(lookup, 'v1')
  expect(model.reply(inspect, 'v2')).toMatchObject({ primary: 1 })
  model.apply(lookup, 'v1')
  expect(model.reply(inspect, 'v2')).toMatchObject({ primary: 0 })
})

test('an unknown version is an error that lists the known ones', () => {
  expect(() => createModel().reply({ kind: 'report' }, 'v99')).toThrow(
    'No release v99; expected one of v1, v2, v3, v4, v5, v6.',
  )
})

const assign: Assign = {
  kind: 'assign',
  code: 800,
  line: 3_450_000,
  primary: 1,
  alternate: 2,
  share: 0,
  carrier: 0,
}
const lookup: Lookup = { kind: 'lookup', code: 800, line: 3_450_000, minute: 600 }

function createTable(): SevenDigitTable {
  const table = new SevenDigitTable()
  for (let k = 0; k < records; k++) {
    const record = table.enter(2_000_000 + k * 1021)
    table.primary[record] = k % 5 === 0 ? 0 : 2_120_000_000 + k
    table.alternate[record] = k % 2 === 0 ? 0 : 3_120_000_000 + k
    table.share[record] = k % 10
    table.carrier[record] = k % 800
    table.calls[record] = 3 * k
    if (k % 5 !== 0) table.assigned++
  }
  return table
}

function fieldsOf(table: SevenDigitTable | NumberTable, record: number): unknown[] {
  const { primary, alternate, share, carrier, calls } = table
  return [primary, alternate, share, carrier, calls].map((column) => column[record])
}
