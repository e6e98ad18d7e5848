import { breakEach } from './fixtures/broken-trials.ts'

// Every strategy whose sites serve the line together, by every kind of fault, on real threads.
breakEach('units', 'threads')
