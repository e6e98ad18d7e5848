import type { Reporter, SerializedError, TestModule } from 'vitest/node'

/** Ends a test run with `N passed, N failed, N skipped` on a line of its own, for people and scripts alike. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errorsOutsideModules: readonly SerializedError[]): void {
    const count = { passed: 0, failed: errorsOutsideModules.length, skipped: 0 }
    for (const module of modules) {
      count.failed += module.errors().length
      for (const suite of module.children.allSuites()) count.failed += suite.errors().length
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        // Still pending at the end: its process died under it.
        count[state === 'pending' ? 'failed' : state] += 1
      }
    }
    // Vitest's own summary is printed later than this event, and the count has to stand below it.
    process.once('exit', (code) => {
      // Whatever else fails a run (no test found, say) counts as well.
      if (code !== 0) count.failed ||= 1
      console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
    })
  }
}
