import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { windows } from '../trial-plan.ts'
import { openResultSet, type OpenSet } from './open-set.ts'
import { readResultSet } from './read-set.ts'
import type { TrialRecord } from './record.ts'
import { createSetName, findSet, validateSetName } from './set-name.ts'
import { createSetPlan, readSetPlan, toTrialPlan, writeSetPlan, type PlannedTrial, type SetPlan } from './set-plan.ts'
import { StoreError } from './store-error.ts'
import { createSyntheticRecord } from './synthetic-record.ts'

let root: string
let results: string
let plan: SetPlan
const opened: OpenSet[] = []

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bench-set-'))
  results = join(root, 'results')
  for (const name of ['s', 'w']) {
    mkdirSync(join(root, name))
    writeFileSync(join(root, name, 'index.ts'), name)
  }
  plan = createPlan(3)
})

afterEach(() => {
  for (const set of opened.splice(0)) set.close()
  rmSync(root, { recursive: true })
})

describe('a result set', () => {
  it('keeps what is appended, in the order of its plan', () => {
    const set = open()
    for (const index of [2, 0]) set.append(record(index))
    expect(readResultSet(set.folder)).toEqual({ plan, records: [record(0), record(2)], problems: [] })
  })

  it('goes on where it stopped', () => {
    const first = open()
    first.append(record(0))
    first.close()
    const second = open()
    expect(second.records).toEqual([record(0)])
    second.append(record(1))
    expect(readResultSet(second.folder).records).toEqual([record(0), record(1)])
  })

  it('has each trial on the disk when `append` returns', () => {
    const set = open()
    set.append(record(0))
    expect(readFileSync(trialFile(), 'utf8')).toBe(`${JSON.stringify(record(0))}\n`)
  })

  it('becomes the latest with its first trial', () => {
    open('one').append(record(0))
    const two = open('two')
    expect(readlinkSync(join(results, 'latest'))).toBe('one')
    two.append(record(0))
    expect(readlinkSync(join(results, 'latest'))).toBe('two')
    expect(findSet(results, undefined, root)).toEqual({ name: 'two', folder: join(results, 'two') })
  })

  it('has a file for each shard, and reads them all', () => {
    open('s', '1-of-2').append(record(0))
    const second = open('s', '2-of-2')
    second.append(record(1))
    expect(second.records).toEqual([record(0)])
    expect(readResultSet(second.folder).records).toEqual([record(0), record(1)])
  })

  it('is not opened for another plan', () => {
    open().close()
    plan = createPlan(4)
    expect(() => open()).toThrow(expectCode('SET_OTHER_PLAN'))
    expect(existsSync(join(results, 'set/trials/1-of-1.lock'))).toBe(false)
  })

  it('reports a trial that is there twice, and uses the first', () => {
    const set = open('set', '1-of-2')
    set.append(record(0))
    open('set', '2-of-2').append({ ...record(0), outcome: 'failed' })
    const { records, problems } = readResultSet(set.folder)
    expect(records).toEqual([record(0)])
    expect(problems).toMatchObject([{ code: 'repeated', message: expect.stringContaining(record(0).id) as string }])
  })
})

describe('a set whose last line was cut short', () => {
  const half = (): string => JSON.stringify(record(1)).slice(0, 200)

  it('sets the line aside, says so, and runs the trial again', () => {
    tear(half())
    const set = open()
    expect(set.records).toEqual([record(0)])
    expect(set.repairs).toEqual([expect.stringMatching(/1-of-1\.jsonl:2: .*cut short.*1-of-1\.torn/)])
    set.append(record(1))
    expect(readResultSet(set.folder)).toMatchObject({ records: [record(0), record(1)], problems: [] })
    expect(readFileSync(join(set.folder, 'trials/1-of-1.torn'), 'utf8')).toBe(`${half()}\n`)
  })

  it('keeps a record that lacks only its end of line', () => {
    tear(JSON.stringify(record(1)))
    const set = open()
    expect(set.records).toEqual([record(0), record(1)])
    set.append(record(2))
    expect(readResultSet(set.folder)).toMatchObject({ records: [record(0), record(1), record(2)], problems: [] })
  })

  it('is read without being changed', () => {
    tear(half())
    const before = readFileSync(trialFile(), 'utf8')
    expect(readResultSet(join(results, 'set'))).toMatchObject({
      records: [record(0)],
      problems: [{ code: 'torn', line: 2 }],
    })
    expect(readFileSync(trialFile(), 'utf8')).toBe(before)
  })

  it('is not hurt by a cut inside a character', () => {
    const bytes = Buffer.from(JSON.stringify({ ...record(1), reason: '→' }))
    tear('')
    appendFileSync(trialFile(), bytes.subarray(0, bytes.indexOf(Buffer.from('→')) + 1))
    expect(open().records).toEqual([record(0)])
  })
})

describe('a line in the middle that cannot be read', () => {
  it.each([
    ['damaged JSON', '{"schema": "on-the-f\u0000'],
    ['no object', '7'],
    ['another schema', JSON.stringify({ schema: 'on-the-fly-bench/trial/0', id: 'x' })],
    ['no metrics', JSON.stringify({ ...createSyntheticRecord(), metrics: undefined })],
    ['an empty line', ''],
  ])('is reported with file and line, and left where it is: %s', (_, line) => {
    const set = open()
    set.append(record(0))
    appendFileSync(trialFile(), `${line}\n`)
    set.append(record(1))
    set.close()
    const again = open()
    expect(again.records).toEqual([record(0), record(1)])
    expect(again.problems).toEqual([
      { code: 'unreadable', file: trialFile(), line: 2, message: expect.any(String) as string },
    ])
    expect(again.repairs).toEqual([])
    expect(readFileSync(trialFile(), 'utf8').split('\n')[1]).toBe(line)
  })
})

describe('two processes', () => {
  const lock = (): string => join(results, 'set/trials/1-of-1.lock')

  it('do not work on the same part of a set', () => {
    open()
    expect(() => open()).toThrow(expectCode('SET_IN_USE'))
  })

  it('may work on different parts', () => {
    open('set', '1-of-2')
    expect(() => open('set', '2-of-2')).not.toThrow()
  })

  it('take over what a dead one has left', () => {
    open().close()
    const { host } = readHolder()
    writeFileSync(lock(), JSON.stringify({ pid: 2 ** 22 + 1, host }))
    expect(() => open()).not.toThrow()
  })

  it('take over what one has left whose number another has by now', () => {
    open().close()
    const holder = readHolder()
    writeFileSync(lock(), JSON.stringify({ ...holder, pid: process.pid, started: 'before the last boot 1' }))
    if (holder.started === undefined) expect(() => open()).toThrow(expectCode('SET_IN_USE'))
    else expect(() => open()).not.toThrow()
  })

  it('take over a lock that is damaged', () => {
    open().close()
    writeFileSync(lock(), '{"pid":')
    expect(() => open()).not.toThrow()
  })

  it('cannot know whether one on another machine is dead', () => {
    open().close()
    writeFileSync(lock(), JSON.stringify({ pid: 1, host: 'host-elsewhere' }))
    expect(() => open()).toThrow(expectCode('SET_IN_USE'))
  })

  function readHolder(): { host: string; started?: string } {
    const set = open()
    const holder = JSON.parse(readFileSync(lock(), 'utf8')) as { host: string; pid: number; started?: string }
    expect(holder.pid).toBe(process.pid)
    expect(holder.host).not.toContain(hostname())
    set.close()
    return holder
  }
})

describe('a plan', () => {
  it('is read as it was written', () => {
    mkdirSync(join(root, 'p'))
    writeSetPlan(join(root, 'p'), plan)
    expect(readSetPlan(join(root, 'p'))).toEqual(plan)
  })

  it('gives trials with absolute paths, and a share of the capacity as a rate', () => {
    const trial = toTrialPlan(plan.settings, plan.trials[0]!, 700, root)
    expect(trial).toMatchObject({
      strategy: { path: join(root, 's/index.ts') },
      load: { share: 0.7, rate: 700 },
      windows: windows.smoke,
    })
  })

  it('gives a traced trial windows of its own, and a tenth of the load', () => {
    const traced = { ...plan.trials[0]!, traced: true }
    expect(toTrialPlan(plan.settings, traced, 700, root)).toMatchObject({
      windows: windows.traced,
      load: { share: expect.closeTo(0.07) as number, rate: 70 },
    })
    const given = { ...plan.settings, load: { mode: 'open', rate: 500, arrivals: 'poisson' } } as const
    expect(toTrialPlan(given, traced, 0, root).load).toEqual({ mode: 'open', rate: 50, arrivals: 'poisson' })
  })

  it('gives a workload that has a load of its own that load', () => {
    const own = { mode: 'open', rate: 500, arrivals: 'constant' } as const
    const [first] = plan.trials
    const settings = { ...plan.settings, loads: { [first!.workload]: own } }
    expect(toTrialPlan(settings, first!, 700, root).load).toEqual(own)
    expect(toTrialPlan({ ...settings, loads: { another: own } }, first!, 700, root).load).toMatchObject({ share: 0.7 })
    expect(createSetPlan(settings, plan.trials, root).hash).not.toBe(plan.hash)
  })

  it('has another hash with another order, but not in another place', () => {
    const swapped = createSetPlan(
      plan.settings,
      plan.trials.map((trial) => ({ ...trial, position: 9 })),
      root,
    )
    expect(swapped.trials.map(({ id }) => id)).toEqual(plan.trials.map(({ id }) => id))
    expect(swapped.hash).not.toBe(plan.hash)
    const absolute = { ...plan.settings, strategies: { s: join(root, 's/index.ts') } }
    expect(createSetPlan(absolute, plan.trials, root).hash).toBe(plan.hash)
  })

  it('of another version is not misread', () => {
    mkdirSync(join(root, 'p'))
    writeFileSync(join(root, 'p/plan.json'), '{"schema":"on-the-fly-bench/plan/99","trials":[]}')
    expect(() => readSetPlan(join(root, 'p'))).toThrow(expectCode('PLAN_UNREADABLE'))
    writeFileSync(join(root, 'p/plan.json'), '{')
    expect(() => readSetPlan(join(root, 'p'))).toThrow(expectCode('PLAN_UNREADABLE'))
  })
})

describe('the name of a set', () => {
  it('begins with the time, and is free', () => {
    const now = new Date('2026-01-31T12:34:56.789Z')
    expect(createSetName(results, 'podus-router', now)).toBe('20260131-123456-podus-router')
    mkdirSync(join(results, '20260131-123456-podus-router'), { recursive: true })
    expect(createSetName(results, 'podus-router', now)).toBe('20260131-123456-podus-router-2')
  })

  it.each(['', '.', '../x', 'a/b', 'latest', '-x'])('cannot be %j', (name) => {
    expect(() => validateSetName(name)).toThrow(expectCode('SET_NAME_INVALID'))
  })

  it('leads to its folder, as a path does', () => {
    const { folder } = open('mine')
    expect(findSet(results, 'mine', '/')).toEqual({ name: 'mine', folder })
    expect(findSet(results, './results/mine', root)).toEqual({ name: 'mine', folder })
    expect(() => findSet(results, 'yours', root)).toThrow(expectCode('SET_NOT_FOUND'))
    expect(() => findSet(join(root, 'nothing'), undefined, root)).toThrow(expectCode('SET_NOT_FOUND'))
  })
})

function open(name = 'set', shard = '1-of-1'): OpenSet {
  const set = openResultSet({ results, name, shard }, plan)
  opened.push(set)
  return set
}

function trialFile(): string {
  return join(results, 'set/trials/1-of-1.jsonl')
}

/** A set with one trial and the text after it, as a process leaves it that was killed. */
function tear(text: string): void {
  const set = open()
  set.append(record(0))
  set.close()
  appendFileSync(trialFile(), text)
}

function record(index: number): TrialRecord {
  return createSyntheticRecord({ id: plan.trials[index]!.id, block: index })
}

function createPlan(blocks: number): SetPlan {
  const settings = {
    strategies: { s: 's/index.ts' },
    workloads: { w: 'w/index.ts' },
    parameters: { w: { processes: 1 } },
    load: { mode: 'open', share: 0.7, arrivals: 'poisson' },
    windows: windows.smoke,
    tracedWindows: windows.traced,
  } as const
  const trials = Array.from({ length: blocks }, (_, block): Omit<PlannedTrial, 'id'> => ({
    workload: 'w',
    update: 'u',
    block,
    position: 0,
    strategy: 's',
    role: 'strategy',
    traced: false,
    forced: false,
    refused: false,
    seed: 1 + block,
  }))
  return createSetPlan(settings, trials, root)
}

function expectCode(code: string): Error {
  return expect.objectContaining({ name: StoreError.name, code }) as Error
}
