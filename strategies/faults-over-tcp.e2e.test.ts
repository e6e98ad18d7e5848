import { sitesOf } from '../harness/host/faults.ts'
import { breakEach } from './fixtures/broken-trials.ts'

// A site that is a process of its own dies, stands still, is not heard or is cut off, in the middle of the update.
breakEach('components', 'tcp', ({ fault, after }, { sites }) => {
  const apart = sites.filter(({ serves }) => !serves).map(({ name }) => name)
  const isForGood = ['crash', 'lose'].includes(fault.kind) || ('forMs' in fault && fault.forMs > 1000)
  return after === 'update' && isForGood && apart.includes(sitesOf(fault)[0] ?? '')
})
