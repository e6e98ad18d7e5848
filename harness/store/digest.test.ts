import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeSet } from '../cli/fixtures/store-set.ts'
import { createBlocks, createSet } from '../report/fixtures/synthetic-set.ts'
import { compareStrategies } from '../report/table/comparison.ts'
import { assembleSet, type AssembledSet } from './assembled-set.ts'
import { readAssembledSet } from './digest.ts'
import { readResultSet } from './read-set.ts'
import { createSyntheticRecord } from './synthetic-record.ts'

let root: string
let folder: string
const records = [
  ...createBlocks({ blocks: 6, capacity: (block) => 900_000 + block }),
  createSyntheticRecord({ id: 'trace', traced: true }),
]

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bench-digest-'))
  storeSet(root, 'set', records)
  folder = join(root, 'set')
})

afterEach(() => {
  rmSync(root, { recursive: true })
})

describe('the digest of a set', () => {
  it('says the same as the trials that it is made of', () => {
    expect(isRead()).toBe(false)
    const set = readAssembledSet(folder)
    expect(isRead()).toBe(true)
    expect(set).toEqual(withoutBulk(assembleSet(readResultSet(folder))))
    expect(compareStrategies('set', set, {})).toEqual(compareStrategies('set', createSet(records), {}))
  })

  it('can be deleted, and comes again', () => {
    const set = readTwice()
    rmSync(digest())
    expect(withoutBulk(readAssembledSet(folder))).toEqual(set)
    expect(existsSync(digest())).toBe(true)
  })

  it('is not trusted once a trial has been added', () => {
    readTwice()
    appendFileSync(trialFile(), `${JSON.stringify(createSyntheticRecord({ id: 'new' }))}\n`)
    expect(isRead()).toBe(false)
    expect(readAssembledSet(folder).trials).toHaveLength(records.length + 1)
    expect(isRead()).toBe(true)
  })

  it('is not trusted once a shard has been added or taken away', () => {
    readTwice()
    writeFileSync(join(folder, 'trials/2-of-2.jsonl'), `${JSON.stringify(createSyntheticRecord({ id: 'new' }))}\n`)
    expect(readAssembledSet(folder).trials).toHaveLength(records.length + 1)
    rmSync(join(folder, 'trials/2-of-2.jsonl'))
    expect(readAssembledSet(folder).trials).toHaveLength(records.length)
  })

  it('is not trusted once a byte has changed, even at the same size and date', () => {
    readTwice()
    const { atime, mtime } = statSync(trialFile())
    const text = readFileSync(trialFile(), 'utf8')
    writeFileSync(trialFile(), text.replace('"capacityBefore":900003', '"capacityBefore":900004'))
    utimesSync(trialFile(), atime, mtime)
    expect(statSync(trialFile())).toMatchObject({ size: text.length, mtime })
    expect(isRead()).toBe(false)
    expect(readAssembledSet(folder).trials.map(({ metrics }) => metrics.capacityBefore)).not.toContain(900_003)
  })

  it('is not trusted once the plan has changed, by which blocks are void', () => {
    readTwice()
    const plan = readFileSync(join(folder, 'plan.json'), 'utf8')
    writeFileSync(join(folder, 'plan.json'), plan.replace('"horizonMs": 300', '"horizonMs": 200'))
    expect(isRead()).toBe(false)
  })

  it('is not trusted if other sources have made it', () => {
    readTwice()
    const [head = '', ...lines] = readFileSync(digest(), 'utf8').split('\n')
    const header = JSON.parse(head) as { made: string }
    const other = { ...header, made: header.made.replace(/^\w+/, '0123456789abcdef') }
    writeFileSync(digest(), [JSON.stringify(other), ...lines].join('\n'))
    expect(isRead()).toBe(false)
    expect(isRead()).toBe(true)
  })

  it.each<readonly [string, (bytes: Buffer) => Buffer]>([
    ['empty', () => Buffer.alloc(0)],
    ['rubbish', () => Buffer.from('rubbish\nrubbish\n')],
    ['null', () => Buffer.from('null\n')],
    ['cut short', (bytes) => bytes.subarray(0, bytes.length - 1)],
    ['cut in the first line', (bytes) => bytes.subarray(0, 40)],
    ['longer', (bytes) => Buffer.concat([bytes, Buffer.from('{}\n')])],
    ['changed in one digit', (bytes) => Buffer.from(bytes.toString().replace('900002', '900009'))],
    ['changed in what lines share', (bytes) => Buffer.from(bytes.toString().replace('"lost":0', '"lost":9'))],
  ])('is made anew if it is damaged: %s', (_, damage) => {
    const set = readTwice()
    const bytes = readFileSync(digest())
    writeFileSync(digest(), damage(bytes))
    expect(isRead()).toBe(false)
    expect(readFileSync(digest())).toEqual(bytes)
    expect(readAssembledSet(folder)).toEqual(set)
  })

  it('keeps what is wrong with the files, with file and line, wherever the set has moved', () => {
    appendFileSync(trialFile(), 'rubbish\n{"torn')
    readTwice()
    const moved = join(root, 'moved')
    renameSync(folder, moved)
    folder = moved
    expect(isRead()).toBe(true)
    expect(readAssembledSet(folder).problems).toEqual(readResultSet(folder).problems)
    expect(readAssembledSet(folder).problems).toMatchObject([
      { code: 'unreadable', file: join(moved, 'trials/1-of-1.jsonl'), line: records.length + 1 },
      { code: 'torn', line: records.length + 2 },
    ])
  })

  it('is still right in a copy, which has other dates', () => {
    readTwice()
    cpSync(folder, join(root, 'copy'), { recursive: true })
    folder = join(root, 'copy')
    expect(isRead()).toBe(true)
  })

  it('is done without where nothing can be written', () => {
    const set = withoutBulk(readAssembledSet(folder))
    rmSync(digest())
    // A folder in its place cannot be replaced by a file, not even by root.
    cpSync(join(folder, 'trials'), join(digest(), 'trials'), { recursive: true })
    expect(withoutBulk(readAssembledSet(folder))).toEqual(set)
    expect(withoutBulk(readAssembledSet(folder))).toEqual(set)
    expect(readdirSync(folder).toSorted()).toEqual(['digest.jsonl', 'plan.json', 'trials'])
  })
})

/** Whether the set is read from its digest: a trial from there has no rates. */
function isRead(): boolean {
  const [first] = readAssembledSet(folder).trials
  return first !== undefined && !('rates' in first)
}

/** The set from its digest. */
function readTwice(): AssembledSet {
  readAssembledSet(folder)
  return readAssembledSet(folder)
}

function withoutBulk(set: AssembledSet): AssembledSet {
  const trials = set.trials.map((trial) => ({ ...trial, rates: undefined, histograms: undefined, phases: undefined }))
  return JSON.parse(JSON.stringify({ ...set, trials })) as AssembledSet
}

function digest(): string {
  return join(folder, 'digest.jsonl')
}

function trialFile(): string {
  return join(folder, 'trials/1-of-1.jsonl')
}
