import { describe } from 'vitest'
import { sitesOf, type Fault } from '../harness/host/faults.ts'
import { breakEach } from './fixtures/broken-trials.ts'

function isForGood(fault: Fault): boolean {
  return ['crash', 'lose'].includes(fault.kind) || ('forMs' in fault && fault.forMs > 1000)
}

// A site that is a process of its own dies, stands still, is not heard or is cut off, in the middle of the update.
breakEach('components', 'tcp', ({ fault, after }, { sites }) => {
  const apart = sites.filter(({ serves }) => !serves).map(({ name }) => name)
  return after === 'update' && isForGood(fault) && apart.includes(sitesOf(fault)[0] ?? '')
})

// The same of units, to which the line's requests come over TCP; letters they have none.
describe('units', () => {
  breakEach(
    'units',
    'tcp',
    ({ fault, after }) => after === 'update' && isForGood(fault) && ['crash', 'suspend'].includes(fault.kind),
  )
})
