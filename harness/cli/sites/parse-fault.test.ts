import { expect, test } from 'vitest'
import { formatFault, type PlannedFault } from '../../host/faults.ts'
import { parseFault } from './parse-fault.ts'

const faults: readonly (readonly [string, PlannedFault])[] = [
  ['crash:unit-1@300ms', { atMs: 300, fault: { kind: 'crash', site: 'unit-1' } }],
  ['lose:front:store:2@5ms', { atMs: 5, fault: { kind: 'lose', from: 'front', to: 'store', letters: 2 } }],
  ['delay:a:b:2ms:0.1s@1s', { atMs: 1000, fault: { kind: 'delay', from: 'a', to: 'b', ms: 2, forMs: 100 } }],
  [
    'partition:a:b:20ms@update+0.5ms',
    { atMs: 0.5, after: 'update', fault: { kind: 'partition', between: ['a', 'b'], forMs: 20 } },
  ],
  ['suspend:a:20ms@5ms', { atMs: 5, fault: { kind: 'suspend', site: 'a', forMs: 20 } }],
  ['slow:a:2ms:20ms@5ms', { atMs: 5, fault: { kind: 'slow', site: 'a', ms: 2, forMs: 20 } }],
]

test.each(faults)('%s', (text, fault) => {
  expect(parseFault(text)).toEqual(fault)
  expect(parseFault(formatFault(fault))).toEqual(fault)
})

test.each([
  ['crush:a@5ms', 'Did you mean `crash`?'],
  ['crash:a', 'expected crash:SITE@T'],
  ['crash:@5ms', 'expected crash:SITE@T'],
  ['crash:a:b@5ms', 'expected crash:SITE@T'],
  ['crash:a@5', 'expected crash:SITE@T'],
  ['crash:a@5ms@6ms', 'expected crash:SITE@T'],
  ['crash:a@load+5ms', 'expected crash:SITE@T'],
  ['lose:a:b:0@5ms', 'expected lose:FROM:TO:N@T'],
  ['lose:a:b@5ms', 'expected lose:FROM:TO:N@T'],
  ['delay:a:b:2ms@5ms', 'expected delay:FROM:TO:D:FOR@T'],
  ['partition:a:b@5ms', 'expected partition:A:B:FOR@T'],
  ['suspend:a@5ms', 'expected suspend:SITE:FOR@T'],
  ['slow:a:-1ms:5ms@5ms', 'expected slow:SITE:D:FOR@T'],
])('%s is no fault, and the message says what is', (text, message) => {
  expect(() => parseFault(text)).toThrow(message)
})
