import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openSqliteStore } from './sqlite-store.ts'
import { createMemoryStore, createStableStore, type MemoryRecords, type StableStore } from './stable-store.ts'

/** Each opens what an earlier one has written, as a site that is started again does. */
const stores: Record<string, () => () => StableStore> = {
  sqlite: () => {
    const folder = mkdtempSync(join(tmpdir(), 'stable-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    return () => openSqliteStore(join(folder, 'deep', 'store.db'))
  },
  memory: () => {
    const kept: MemoryRecords = { last: 0, records: [] }
    return () => createMemoryStore(kept, () => Promise.resolve())
  },
}

test.each(Object.entries(stores))('%s: records outlive who wrote them, in their order', async (_, create) => {
  const open = create()
  const store = open()
  const contents = [{ kind: 'a', bytes: new Uint8Array([1, 2]) }, { map: new Map([[1, 'one']]) }, 3]
  for (const content of contents) await store.write(content)
  expect(open().read()).toEqual(contents.map((content, index) => ({ number: index + 1, content })))
})

test.each(Object.entries(stores))('%s: what is given up is gone, and numbers are not used again', async (_, create) => {
  const open = create()
  await open().write('first')
  await open().write('second')
  expect(await open().write('third', 3)).toBe(3)
  expect(open().read()).toEqual([{ number: 3, content: 'third' }])
  expect(await open().write('fourth', 4)).toBe(4)
  expect(
    open()
      .read()
      .map(({ content }) => content),
  ).toEqual(['fourth'])
})

test('sqlite: what is given up makes room for what comes', { timeout: 20_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stable-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const store = openSqliteStore(join(folder, 'store.db'))
  const sizes: number[] = []
  for (let round = 0; round < 40; round++) {
    const written = await Promise.all(Array.from({ length: 20 }, () => store.write(new Uint8Array(20_000))))
    await store.write('checkpoint', (written.at(-1) ?? 0) + 1)
    sizes.push(readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0))
  }
  expect(store.read()).toHaveLength(1)
  expect(sizes.at(-1)).toBeLessThanOrEqual(1.5 * sizes[19]!)
})

test('memory: a write whose time has not come when the site ends is not kept', () => {
  const kept: MemoryRecords = { last: 0, records: [] }
  void createMemoryStore(kept, () => new Promise(() => undefined)).write('never')
  expect(createMemoryStore(kept, () => Promise.resolve()).read()).toEqual([])
})

test('what is added while a write is under way shares the next one, and what it gives up', async () => {
  const groups: (readonly [records: number, keepFrom: number])[] = []
  const store = createStableStore({
    write(records, keepFrom) {
      const first = 1 + groups.reduce((sum, [count]) => sum + count, 0)
      groups.push([records.length, keepFrom])
      return Promise.resolve(first)
    },
    read: () => [],
  })
  const written = [store.write('a'), store.write('b', 2), store.write('c')]
  expect(await Promise.all(written)).toEqual([1, 2, 3])
  expect(groups).toEqual([
    [1, 0],
    [2, 2],
  ])
})
