import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { storeSet } from '../cli/fixtures/store-set.ts'
import { createBlocks } from '../report/fixtures/synthetic-set.ts'
import { readAssembledSet } from './digest.ts'
import { readResultSet } from './read-set.ts'
import { createSyntheticRecord } from './synthetic-record.ts'

let root: string
let folder: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bench-digest-'))
  storeSet(root, 'set', createBlocks({ blocks: 6 }))
  folder = join(root, 'set')
})

afterEach(() => rmSync(root, { recursive: true }))

it('several processes may read a set while one adds to it: each sees whole trials, and the last digest is right', async () => {
  const file = join(folder, 'trials/1-of-1.jsonl')
  const readers = Array.from({ length: 3 }, readAgainAndAgain)
  const reading = new Set(readers)
  for (const reader of readers) void reader.finally(() => reading.delete(reader))
  for (let n = 0; reading.size > 0; n++) {
    appendFileSync(file, `${JSON.stringify(createSyntheticRecord({ id: `new${n}`, block: n }))}\n`)
    await delay(5)
  }
  for (const counts of await Promise.all(readers)) {
    expect(counts).toHaveLength(readings)
    expect(counts).toEqual(counts.toSorted((a, b) => a - b))
  }
  const stored = readResultSet(folder).records.map(({ id }) => id)
  // Once to make a digest of what is there now, once to read it.
  for (let time = 0; time < 2; time++) expect(readAssembledSet(folder).trials.map(({ id }) => id)).toEqual(stored)
  expect(readdirSync(folder).toSorted()).toEqual(['digest.jsonl', 'plan.json', 'trials'])
}, 60_000)

const readings = 10

/** In a process of its own; how many trials it saw each time. */
async function readAgainAndAgain(): Promise<number[]> {
  const module = JSON.stringify(resolve(import.meta.dirname, 'digest.ts'))
  const program = `
    const { readAssembledSet } = await import(${module})
    const counts = Array.from({ length: ${readings} }, () => readAssembledSet(${JSON.stringify(folder)}).trials.length)
    console.log(JSON.stringify(counts))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  for await (const chunk of child.stdout) text += String(chunk)
  return JSON.parse(text) as number[]
}
