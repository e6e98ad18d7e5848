import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { assert, constantFrom, nat, property } from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Random } from '../load/random.ts'
import { windows } from '../trial-plan.ts'
import { parseTrialLines } from './json-lines.ts'
import { openResultSet } from './open-set.ts'
import { readResultSet } from './read-set.ts'
import { createSetPlan, type PlannedTrial, type SetPlan } from './set-plan.ts'
import { createSyntheticRecord } from './synthetic-record.ts'

let root: string
let plan: SetPlan

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bench-killed-'))
  for (const name of ['s', 'w']) {
    mkdirSync(join(root, name))
    writeFileSync(join(root, name, 'index.ts'), name)
  }
})

afterEach(() => rmSync(root, { recursive: true }))

const kills = 50

it('a set whose process is killed at 50 random moments is whole: no trial lost or doubled, no line unreadable', async () => {
  plan = createPlan(1000)
  writeFileSync(join(root, 'plan.json'), JSON.stringify(plan))
  const random = new Random().reseed(1, 0)
  const stored: number[] = []
  for (let kill = 0; kill < kills; kill++) {
    const child = start()
    const ended = once(child, 'exit') as Promise<[number | null, string | null]>
    // One in five while it starts, takes the lock, and looks through what is there; the others while they store.
    if (random.below(5) > 0) await once(child.stdout, 'data')
    await delay(random.below(random.below(5) === 0 ? 200 : 20))
    child.kill('SIGKILL')
    await ended
    stored.push(countLines())
  }
  expect(stored[0]).toBeLessThan(plan.trials.length)
  expect(new Set(stored).size).toBeGreaterThan(5)

  const last = start()
  expect(await once(last, 'exit')).toEqual([0, null])
  const { records, problems, plan: kept } = readResultSet(folder())
  expect(kept).toEqual(plan)
  expect(problems).toEqual([])
  expect(records.map(({ id }) => id)).toEqual(plan.trials.map(({ id }) => id))
  const { records: lines, torn } = parseTrialLines(readFileSync(trialFile()))
  expect(torn).toBeUndefined()
  expect(lines).toHaveLength(plan.trials.length)
}, 300_000)

it('a file that was cut anywhere, or has rubbish at its end, is mended, told of, and completed', () => {
  plan = createPlan(4)
  const whole = openSet()
  for (const trial of plan.trials) whole.append(record(trial))
  whole.close()
  const bytes = readFileSync(trialFile())
  assert(
    property(nat(bytes.length), constantFrom('', '{', '\u0000\u0000', 'é'), (length, rubbish) => {
      writeFileSync(trialFile(), bytes)
      truncateSync(trialFile(), length)
      appendFileSync(trialFile(), rubbish)
      const set = openSet()
      const isWhole = length === bytes.length || bytes[length] === 0x0a || length === 0 || bytes[length - 1] === 0x0a
      if (!isWhole || rubbish !== '')
        expect([...set.repairs, ...set.problems.map(({ message }) => message)].join()).toMatch(/:\d+: the last line/)
      const there = new Set(set.records.map(({ id }) => id))
      for (const trial of plan.trials) if (!there.has(trial.id)) set.append(record(trial))
      set.close()
      const { records, problems } = readResultSet(folder())
      expect(records.map(({ id }) => id)).toEqual(plan.trials.map(({ id }) => id))
      expect(problems).toEqual([])
    }),
    { numRuns: 60, seed: 1 },
  )
})

function start(): ChildProcessByStdio<null, Readable, null> {
  const fixture = resolve(import.meta.dirname, 'fixtures/append-records.ts')
  return spawn(process.execPath, [fixture, join(root, 'plan.json'), join(root, 'results')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

function openSet(): ReturnType<typeof openResultSet> {
  return openResultSet({ results: join(root, 'results'), name: 'set', shard: '1-of-1' }, plan)
}

function record({ id, block }: PlannedTrial): ReturnType<typeof createSyntheticRecord> {
  return createSyntheticRecord({ id, block })
}

function folder(): string {
  return join(root, 'results/set')
}

function trialFile(): string {
  return join(folder(), 'trials/1-of-1.jsonl')
}

function countLines(): number {
  try {
    return readFileSync(trialFile(), 'utf8').split('\n').length - 1
  } catch {
    return 0
  }
}

function createPlan(blocks: number): SetPlan {
  const settings = {
    strategies: { s: 's/index.ts' },
    workloads: { w: 'w/index.ts' },
    parameters: { w: { processes: 1 } },
    load: { mode: 'saturated' },
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
