import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{bin,harness,strategies,workloads}/**/*.test.ts'],
    // Processes of their own: a test may start worker threads, and one that kills its process takes no other along.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', './harness/test-reporter.ts'],
  },
})
