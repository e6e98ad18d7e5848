import { expect, test } from 'vitest'
import { strategy as failover } from '../../../strategies/failover/index.ts'
import { strategy as podus } from '../../../strategies/podus/index.ts'
import { strategy as apart } from '../../host/fixtures/apart/index.ts'
import { workload as pair } from '../../host/fixtures/pair/index.ts'
import { readTransport } from './read-transport.ts'

test.each([
  ['components', apart],
  ['units', failover],
])('%s can be processes of their own', (_, strategy) => {
  expect(readTransport('tcp', strategy, pair, pair.updates)).toEqual({ transport: 'tcp' })
})

test('a site that serves the line alone cannot, and the message says why', () => {
  expect(() => readTransport('tcp', podus, pair, pair.updates)).toThrow(/podus on pair: main/)
  expect(() => readTransport('tcp', podus, pair, pair.updates)).toThrow(/is where its memory is/)
})
