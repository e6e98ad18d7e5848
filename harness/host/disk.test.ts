import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMemoryMedium } from './disk-memory.ts'
import { FolderMedium, readFolder } from './disk-folder.ts'
import { createDisk, type Medium } from './disk.ts'
import { VirtualTime } from './virtual-time.ts'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-disk-test-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

const awkward = ['plain', '', 'two\nlines', '"quoted" \\ and 日本', 'x'.repeat(100_000)]

test('what was acknowledged is there when the folder is opened again, in order, byte for byte', async () => {
  const medium = new FolderMedium(folder)
  const disk = createDisk(medium)
  await Promise.all(awkward.map((record) => disk.append('journal', record)))
  await disk.append('other', 'alone')
  await medium.close()
  expect(await createDisk(new FolderMedium(folder)).read('journal')).toEqual(awkward)
  expect(await readFolder(folder)).toEqual(
    new Map([
      ['journal', awkward],
      ['other', ['alone']],
    ]),
  )
})

test('a file that does not exist has no records, and a folder that does not exist no files', async () => {
  expect(await createDisk(new FolderMedium(folder)).read('journal')).toEqual([])
  expect(await readFolder(join(folder, 'none'))).toEqual(new Map())
})

test('a torn end is cut away at every length, and what follows it is whole', async () => {
  const [first, second] = ['first', 'second, which is cut']
  const medium = new FolderMedium(folder)
  await medium.write('journal', [first])
  const kept = (await readFile(join(folder, 'journal'))).length
  await medium.write('journal', [second])
  await medium.close()
  const whole = await readFile(join(folder, 'journal'))
  for (let length = kept; length < whole.length; length++) {
    await writeFile(join(folder, 'journal'), whole)
    await truncate(join(folder, 'journal'), length)
    expect(await readFolder(folder)).toEqual(new Map([['journal', [first]]]))
    const again = new FolderMedium(folder)
    await again.write('journal', ['third'])
    await again.close()
    expect(await readFolder(folder)).toEqual(new Map([['journal', [first, 'third']]]))
  }
})

test('a record that was torn inside, with its line complete, is cut away as well', async () => {
  await new FolderMedium(folder).write('journal', ['first'])
  await appendFile(join(folder, 'journal'), '00000000 "never acknowl\n')
  expect(await new FolderMedium(folder).read('journal')).toEqual(['first'])
})

test('a damaged record among whole ones is an error: something acknowledged is gone', async () => {
  const medium = new FolderMedium(folder)
  await medium.write('journal', ['first', 'second', 'third'])
  const text = await readFile(join(folder, 'journal'), 'utf8')
  await writeFile(join(folder, 'journal'), text.replace('second', 'sec0nd'))
  await expect(medium.read('journal')).rejects.toMatchObject({ code: 'DISK_CORRUPT' })
})

test('a write that failed is told to all who wait for it, and nothing is written after it', async () => {
  await writeFile(join(folder, 'not-a-folder'), '')
  const disk = createDisk(new FolderMedium(join(folder, 'not-a-folder')))
  const failed = await Promise.allSettled([disk.append('journal', 'a'), disk.append('journal', 'b')])
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await expect(disk.append('journal', 'c')).rejects.toThrow(/./)
})

test('records that come while a write is under way share the next one', async () => {
  const { medium, batches, finish } = createSlowMedium()
  const disk = createDisk(medium)
  const written = ['a', 'b', 'c', 'd'].map((record) => disk.append('journal', record))
  expect(batches).toEqual([['a']])
  await finish()
  expect(batches).toEqual([['a'], ['b', 'c', 'd']])
  await finish()
  await Promise.all(written)
  void disk.append('other', 'e')
  void disk.append('journal', 'f')
  expect(batches.slice(2)).toEqual([['e'], ['f']])
})

test('a file that could be outside the folder is refused', () => {
  const disk = createDisk(new FolderMedium(folder))
  for (const name of ['../up', 'a/b', '', '.hidden', 'C:', 'Upper'])
    expect(() => disk.append(name, '')).toThrow(expect.objectContaining({ code: 'DISK_NAME' }))
})

test('in virtual time a write takes its time, and a site that ends before loses only what was not acknowledged', async () => {
  const time = new VirtualTime()
  const files = new Map<string, string[]>()
  let ended = false
  const disk = createDisk(
    createMemoryMedium(
      files,
      (ms) => new Promise((resolve) => time.schedule(() => ended || resolve(), time.now() + ms)),
    ),
  )
  await time.run(disk.append('journal', 'kept'))
  let acknowledged = false
  void disk.append('journal', 'lost').then(() => (acknowledged = true))
  ended = true
  await time.run(time.after(100))
  expect([acknowledged, files.get('journal')]).toEqual([false, ['kept']])
  expect(await createDisk(createMemoryMedium(files, (ms) => time.after(ms))).read('journal')).toEqual(['kept'])
})

/** Its writes end when the test says so. */
function createSlowMedium(): { medium: Medium; batches: string[][]; finish: () => Promise<void> } {
  const batches: string[][] = []
  let done = (): void => undefined
  return {
    batches,
    medium: {
      write: (_, records) =>
        new Promise((resolve) => {
          batches.push([...records])
          done = resolve
        }),
      read: () => Promise.resolve([]),
    },
    finish: async () => {
      done()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}
