import { describe } from 'vitest'
import { breakEach } from './fixtures/broken-trials.ts'

// Every strategy whose sites serve the line together, by every kind of fault, on real threads.
describe('one version is apart from the other', () => {
  breakEach('units', 'threads')
})

describe('both versions are there side by side', () => {
  breakEach(
    'units',
    'threads',
    ({ fault }) => fault.kind === 'crash' || fault.kind === 'suspend',
    'direct-amount-side-by-side',
  )
})
