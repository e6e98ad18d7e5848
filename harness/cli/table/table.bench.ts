/**
 * What `bench table` costs on a large stored set, the first time and with the digest that is then beside it:
 * `node harness/cli/table/table.bench.ts`. The trials are made up; their lines are a third as long as real ones.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createBlocks } from '../../report/fixtures/synthetic-set.ts'
import { storeSet } from '../fixtures/store-set.ts'

const strategies = 16
const updates = 43
const blocks = 9
/** Good replies in each millisecond: most of a real line. */
const good = Array.from({ length: 2500 }, (_, ms) => 300 + ((ms * 37) % 100))
const rates = { startMs: 0, commandMs: 1000, windowMs: 1, good }
const bench = resolve(import.meta.dirname, '../../../bin/bench')
const root = mkdtempSync(join(tmpdir(), 'bench-table-'))
try {
  const records = Array.from({ length: strategies * updates }, (_, cell) =>
    createBlocks({
      blocks,
      change: () => ({ rates }),
      strategy: `strategy-${cell % strategies}`,
      update: `update-${Math.floor(cell / strategies)}`,
    }),
  ).flat()
  storeSet(root, 'large', records)
  const { size } = statSync(join(root, 'large/trials/1-of-1.jsonl'))
  console.log(`${records.length} trials, ${(size / 1e6).toFixed(0)} MB`)
  for (const when of ['without a digest', 'with it', 'again']) {
    const startMs = performance.now()
    execFileSync(bench, ['table', '--set', join(root, 'large'), '--out', join(root, 'reports')])
    console.log(`${when}: ${((performance.now() - startMs) / 1000).toFixed(1)} s`)
  }
} finally {
  rmSync(root, { recursive: true })
}
