import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createMemoryStore, openSqliteStore, type MemoryRecords, type StableStore } from './stable-store.ts'

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

test('memory: a write whose time has not come when the site ends is not kept', () => {
  const kept: MemoryRecords = { last: 0, records: [] }
  void createMemoryStore(kept, () => new Promise(() => undefined)).write('never')
  expect(createMemoryStore(kept, () => Promise.resolve()).read()).toEqual([])
})
