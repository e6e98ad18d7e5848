import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createBlocks } from '../../report/fixtures/synthetic-set.ts'
import { countViolations } from '../../store/synthetic-record.ts'
import { createFakeContext, type FakeContext } from '../fake-context.ts'
import { storeSet } from '../fixtures/store-set.ts'
import { main } from '../main.ts'

let context: FakeContext

beforeEach(() => {
  context = createFakeContext()
  const histogram = build({ bitBucketSize: 32, numberOfSignificantValueDigits: 3, useWebAssembly: false })
  for (const us of [100, 200, 5000]) histogram.recordValue(us)
  const during = encodeIntoCompressedBase64(histogram)
  const change = (block: number) => ({ histograms: { before: '', during, after: '' }, metrics: { downtimeMs: block } })
  storeSet(join(context.root, 'results'), 'some', [
    ...createBlocks({ blocks: 6, strategy: 'podus', change }),
    ...createBlocks({ blocks: 6, strategy: 'dmert', change, violations: () => countViolations({ lost: 1 }) }),
    ...createBlocks({
      blocks: 6,
      strategy: 'podus',
      update: 'tos',
      change: (block) => ({ ...change(block), parameters: { routes: 10 ** (1 + (block % 3)) } }),
    }),
  ])
})

afterEach(() => context.remove())

function read(name: string): string {
  return readFileSync(join(context.root, 'reports', name), 'utf8')
}

it('writes one page that needs nothing else, with the tables and all figures', async () => {
  expect(await main(['report', '--set', 'some'], context)).toBe(0)
  expect(readdirSync(join(context.root, 'reports/figures')).toSorted()).toEqual([
    'downtime-tiny.svg',
    'sweep-tiny-tos-routes.svg',
    'tails-tiny.svg',
    'timeline-tiny-faster.svg',
  ])
  const page = read('report.html')
  expect(page.match(/<figure><svg/g)).toHaveLength(4)
  expect(page.match(/<table>/g)?.length).toBeGreaterThanOrEqual(6)
  expect(page).not.toMatch(/(?:src|href)="(?!#)/)
  expect(page).toMatch(/<sup><a href="#note-1">1<\/a><\/sup>/)
  expect(page).toContain('id="note-1"')
  expect(read('table.md')).toContain('## What others measured')
})

it('is the same when it is made again, and leaves no figure of another set', async () => {
  await main(['report', '--set', 'some'], context)
  const before = read('report.html')
  const stale = join(context.root, 'reports/figures/timeline-gone-away.svg')
  writeFileSync(stale, '')
  writeFileSync(join(context.root, 'reports/figures/mine.svg'), '')
  await main(['report', '--set', 'some'], context)
  expect(read('report.html')).toBe(before)
  expect(existsSync(stale)).toBe(false)
  expect(existsSync(join(context.root, 'reports/figures/mine.svg'))).toBe(true)
})

it('draws an invalid run otherwise than a valid one', async () => {
  await main(['report', '--set', 'some'], context)
  const downtime = read('figures/downtime-tiny.svg')
  // The colour of what completed without violation, and of what did not, beyond the legend.
  for (const colour of ['#0072b2', '#d55e00']) expect(downtime.split(colour).length).toBeGreaterThan(2)
})

it('writes PNG where asked for, elsewhere too', async () => {
  mkdirSync(join(context.root, 'there'))
  expect(await main(['report', '--set', 'some', '--out', 'there', '--png', '--json'], context)).toBe(0)
  expect(existsSync(join(context.root, 'there/figures/downtime-tiny.png'))).toBe(true)
  expect(JSON.parse(context.out.text)).toMatchObject({ pictures: 4 })
})

it('opens the page, or says that it cannot', async () => {
  expect(await main(['report', '--set', 'some', '--open'], context)).toBe(0)
  expect(context.err.text).toMatch(/A stand-in runs no programs\. Open file:\/\/.*report\.html yourself/)
})
