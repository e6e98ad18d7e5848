import { breakEach } from './fixtures/broken-trials.ts'

// Every strategy with a site for each component, by every kind of fault, on real threads.
breakEach('components', 'threads')
