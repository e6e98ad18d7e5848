import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { History, Segment, UpdateMarks } from '../load/history.ts'
import type { ObservableKind, Outcome } from '../store/record.ts'
import { faultCodes } from './fault.ts'
import { checkHistory, checkReplies } from './observable.ts'
import type { CheckOptions, ReplyCheck } from './observable.ts'
import { counterTraffic, createCounter, createHistory } from './synthetic-history.ts'
import type { SyntheticOptions } from './synthetic-history.ts'

const seed = 7

/** 100 requests of set-up, 800 measured at 1 a ms from 100 ms on, 4 probes. */
const segments: readonly Segment[] = [
  { name: 'setup', mode: 'saturated', first: 0, end: 100, startMs: 0, endMs: 100 },
  { name: 'measured', mode: 'open', first: 100, end: 900, startMs: 100, endMs: 900 },
  { name: 'probes', mode: 'saturated', first: 900, end: 904, startMs: 900, endMs: 904 },
]
const update: UpdateMarks = {
  loadMs: 380,
  commandMs: 400,
  commandNext: 400,
  completedMs: 500,
  completedNext: 500,
}
const firstOfNew = 450
const updated: SyntheticOptions = { seed, segments, update, versionOf: (id) => (id < firstOfNew ? 'v1' : 'v2') }

/** The update of a history, with the outcome that it is said to have had. */
function optionsOf({ update: marks }: History, outcome: Outcome): CheckOptions {
  const steps = marks === undefined ? [] : [{ to: 'v2', outcome, marks }]
  return { seed, from: 'v1', steps, processes: 1, deadlineMs: 10 }
}

function check(
  history: History,
  { outcome = 'completed', ...changed }: Partial<CheckOptions> & { outcome?: Outcome } = {},
): ReplyCheck {
  return checkReplies(history, counterTraffic, createCounter(), { ...optionsOf(history, outcome), ...changed })
}

/** The kinds that occurred, with their numbers. */
function found({ violations }: ReplyCheck): Partial<Record<ObservableKind, number>> {
  return Object.fromEntries(Object.entries(violations).filter(([, n]) => n > 0))
}

function explain({ examples }: ReplyCheck, kind: ObservableKind): string {
  return examples.find((example) => example.kind === kind)?.explanation ?? ''
}

/** Gives the replies to `ids` a digest that no version's reply has. */
function corrupt(history: History, ...ids: readonly number[]): void {
  for (const id of ids) history.digest[id] = ~history.digest[id]!
}

describe('a program without fault', () => {
  it('raises nothing without an update', () => {
    const clean = check(createHistory({ seed, segments }), { outcome: 'none' })
    expect(found(clean)).toEqual({})
    expect(clean.examples).toEqual([])
    expect(clean.unchecked).toBe(0)
  })

  it('raises nothing through an update, wherever between command and completion the new version takes over', () => {
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 500 }), (takesOver) => {
        const history = createHistory({ ...updated, versionOf: (id) => (id < takesOver ? 'v1' : 'v2') })
        expect(found(check(history))).toEqual({})
      }),
    )
  })

  it('may mix versions while the update runs, since each reply that tells them apart tells how the state went on', () => {
    const mixed = createHistory({
      ...updated,
      versionOf: (id) => (id < 400 || (id < 500 && id % 4 === 1) ? 'v1' : 'v2'),
    })
    expect(found(check(mixed))).toEqual({})
  })

  it('may answer a request of before completion after it, as either version', () => {
    const history = createHistory({ ...updated, versionOf: (id) => (id < 500 ? 'v1' : 'v2') })
    history.doneMs[498] = 503
    expect(found(check(history))).toEqual({})
  })

  it('may show the new version for a while before the update is withdrawn', () => {
    const withdrawn: UpdateMarks = {
      loadMs: 380,
      commandMs: 400,
      commandNext: 400,
      withdrawnMs: 460,
      withdrawnNext: 460,
    }
    const versionOf = (id: number): string => (id >= 430 && id < 460 ? 'v2' : 'v1')
    const history = createHistory({ seed, segments, update: withdrawn, versionOf })
    expect(found(check(history, { outcome: 'failed' }))).toEqual({})
    expect(found(check(history, { outcome: 'stalled' }))).toEqual({})
    expect(found(check(history, { outcome: 'refused' }))).not.toEqual({})
  })

  it('is checked in every request: whichever reply is changed, this one alone is named', () => {
    const anyRequest = fc.integer({ min: 0, max: 903 })
    fc.assert(
      fc.property(anyRequest, (id) => {
        const history = createHistory(updated)
        corrupt(history, id)
        const result = check(history)
        const kind = id < 900 ? 'wrong' : 'finalState'
        // A corrupted reply hides which version gave it; the first of v2's is needed to follow the state.
        fc.pre(id !== firstOfNew)
        expect(found(result)).toEqual({ [kind]: 1 })
        expect(result.examples).toMatchObject([{ kind, request: id }])
        expect(result.perRequest[id]).toBe(faultCodes[kind])
      }),
    )
  })
})

describe('planted faults', () => {
  it('finds lost requests', () => {
    const history = createHistory(updated)
    for (const id of [150, 151, 700]) {
      history.replies[id] = 0
      history.doneMs[id] = 0
    }
    const result = check(history)
    expect(found(result)).toEqual({ lost: 3 })
    expect([150, 151, 152, 700].map((id) => result.perRequest[id])).toEqual([1, 1, 0, 1])
    expect(explain(result, 'lost')).toMatch(
      /^Request 150, \{"kind":"add","amount":\d\}, due 250\.000 ms before the update command\. No reply came\. In this state v1 says \d+ \(0x[0-9a-f]{8}\), v2 says -\d+ \(0x[0-9a-f]{8}\)\.$/,
    )
  })

  it('tells apart requests that an error took along', () => {
    const outstanding = [200, 201, 205]
    const error = { atMs: 202, message: 'table is gone', stack: '', process: 1, outstanding }
    const history = createHistory({ ...updated, errors: [error] })
    for (const id of [200, 201, 300]) {
      history.replies[id] = 0
      history.doneMs[id] = 0
    }
    const result = check(history)
    expect(found(result)).toEqual({ errored: 2, lost: 1 })
    expect([200, 201, 205, 300].map((id) => result.perRequest[id])).toEqual([4, 4, 0, 1])
    expect(explain(result, 'errored')).toContain('an error ended process 1, which had taken it: table is gone')
  })

  it('counts an error that took no request along', () => {
    const error = { atMs: 202, message: 'table is gone', stack: '', process: 1, outstanding: [150] }
    const result = check(createHistory({ ...updated, errors: [error, { ...error, outstanding: [] }] }))
    expect(found(result)).toEqual({ errored: 2 })
    expect(result.examples).toEqual([
      { kind: 'errored', atMs: 202, explanation: 'An error ended process 1, which owed no reply: table is gone.' },
    ])
  })

  it('finds duplicated replies', () => {
    const history = createHistory(updated)
    history.replies[333] = 2
    history.replies[334] = 3
    const result = check(history)
    expect(found(result)).toEqual({ duplicated: 2 })
    expect(result.perRequest[333]).toBe(faultCodes.duplicated)
    expect(explain(result, 'duplicated')).toContain('2 replies came')
  })

  it('finds wrong replies, and tells that neither version gives them', () => {
    const history = createHistory(updated)
    corrupt(history, 120, 470, 800)
    const result = check(history)
    expect(found(result)).toEqual({ wrong: 3 })
    expect(explain(result, 'wrong')).toContain('which no version says; right was only v1')
    expect([120, 470, 800].map((id) => result.perRequest[id])).toEqual([3, 3, 3])
  })

  it('calls the new version premature before the update command', () => {
    const history = createHistory({ ...updated, versionOf: (id) => (id < 396 ? 'v1' : 'v2') })
    const result = check(history)
    // 396 … 398 tell the versions apart; 399 is an echo.
    expect(found(result)).toEqual({ wrong: 3 })
    expect(explain(result, 'wrong')).toMatch(
      /Premature: the reply 0x[0-9a-f]+ came, which is what v2 would say; right was only v1/,
    )
  })

  it('finds stale replies after completion', () => {
    const history = createHistory({ ...updated, versionOf: (id) => (id < 506 ? 'v1' : 'v2') })
    const result = check(history)
    // Of 500 … 505, 503 is an echo.
    expect(found(result)).toEqual({ stale: 5 })
    expect([500, 503, 505, 506].map((id) => result.perRequest[id])).toEqual([6, 0, 6, 0])
    expect(explain(result, 'stale')).toContain(
      'which is what v1 would say; right was only v2, since the request was handed out after completion',
    )
  })

  it('admits only the old version where the update was not made', () => {
    for (const outcome of ['refused', 'stalled', 'none'] as const) {
      const history = createHistory({ ...updated, versionOf: (id) => (id >= 601 && id < 603 ? 'v2' : 'v1') })
      const result = check(history, { outcome })
      expect(found(result)).toEqual({ wrong: 2 })
      expect(explain(result, 'wrong')).toContain(`since the update was ${outcome === 'none' ? 'not made' : outcome}`)
    }
  })

  it('admits only the old version after the withdrawal', () => {
    const withdrawn: UpdateMarks = {
      loadMs: 380,
      commandMs: 400,
      commandNext: 400,
      withdrawnMs: 460,
      withdrawnNext: 460,
    }
    const history = createHistory({
      seed,
      segments,
      update: withdrawn,
      versionOf: (id) => (id >= 458 && id < 462 ? 'v2' : 'v1'),
    })
    // 458 was in time, 459 is an echo.
    expect(found(check(history, { outcome: 'failed' }))).toEqual({ wrong: 2 })
  })

  it('finds replies out of order, where one process serves all', () => {
    const held = createHistory(updated)
    // 200 is held back until 210 has been answered.
    for (let id = 201; id <= 210; id++) held.rank[id]!--
    held.rank[200]! += 10
    const result = check(held)
    expect(found(result)).toEqual({ outOfOrder: 1 })
    expect(result.perRequest[200]).toBe(faultCodes.outOfOrder)
    expect(explain(result, 'outOfOrder')).toContain('Request 200')
    expect(found(check(held, { processes: 2 }))).toEqual({})
    // 300 and 301 change places.
    held.rank[300]!++
    held.rank[301]!--
    expect(found(check(held))).toEqual({ outOfOrder: 2 })
  })

  it('finds late replies, only in the measured segment, under open load and by a declared deadline', () => {
    const history = createHistory(updated)
    history.doneMs[50] = history.dueMs[50]! + 30
    history.doneMs[600] = history.dueMs[600]! + 10
    history.doneMs[601] = history.dueMs[601]! + 10.001
    history.doneMs[602] = history.dueMs[602]! + 30
    const result = check(history)
    expect(found(result)).toEqual({ late: 2 })
    expect(result.perRequest[602]).toBe(faultCodes.good)
    expect(explain(result, 'late')).toContain('The reply took 10.001 ms')
    expect(found(check(history, { deadlineMs: undefined }))).toEqual({})
    for (const changed of [{ name: 'warm-up' }, { mode: 'saturated' }] as const) {
      const untimed = segments.map((segment) => (segment.name === 'measured' ? { ...segment, ...changed } : segment))
      expect(found(check({ ...history, segments: untimed }))).toEqual({})
    }
  })

  it('finds a wrong final state, even one that no earlier reply showed', () => {
    const history = createHistory(updated)
    corrupt(history, 900, 901, 902, 903)
    const result = check(history)
    expect(found(result)).toEqual({ finalState: 4 })
    expect(result.perRequest[903]).toBe(faultCodes.finalState)
  })

  it('counts a probe that the old version answers as a wrong final state too', () => {
    const old = createHistory({ ...updated, versionOf: (id) => (id < firstOfNew || id >= 900 ? 'v1' : 'v2') })
    expect(found(check(old))).toEqual({ finalState: 4 })
  })

  it('counts several faults of one request each as its own kind', () => {
    const history = createHistory({ ...updated, versionOf: (id) => (id < firstOfNew || id === 640 ? 'v1' : 'v2') })
    history.replies[640] = 2
    history.doneMs[640] = history.dueMs[640]! + 20
    const result = check(history)
    expect(found(result)).toEqual({ duplicated: 1, late: 1, stale: 1 })
    expect(result.perRequest[640]).toBe(faultCodes.duplicated)
  })
})

describe('requests without reply', () => {
  const lose = (history: History, id: number): void => {
    history.replies[id] = 0
    history.doneMs[id] = 0
  }

  it('are taken as served or not, whichever accuses the program of less', () => {
    const createdBy = (isDropped: (id: number) => boolean): ReplyCheck => {
      const history = createHistory({ ...updated, isDropped })
      lose(history, 200)
      return checkHistory(history, counterTraffic, createCounter, optionsOf(history, 'completed'))
    }
    expect(found(createdBy(() => false))).toEqual({ lost: 1 })
    expect(found(createdBy((id) => id === 200))).toEqual({ lost: 1 })
  })

  it('do not hide what is wrong besides', () => {
    const history = createHistory({ ...updated, isDropped: (id) => id === 200 })
    corrupt(history, 300)
    expect(found(checkHistory(history, counterTraffic, createCounter, optionsOf(history, 'completed')))).toEqual({
      lost: 1,
      wrong: 1,
    })
  })

  it('are taken as served by the version that was at work', () => {
    const history = createHistory(updated)
    lose(history, firstOfNew + 2)
    expect(found(check(history))).toEqual({ lost: 1 })
  })

  it('may be the first that the new version served', () => {
    const history = createHistory(updated)
    lose(history, firstOfNew)
    expect(found(check(history))).not.toEqual({ lost: 1 })
    expect(found(checkHistory(history, counterTraffic, createCounter, optionsOf(history, 'completed')))).toEqual({
      lost: 1,
    })
  })
})

describe('limits', () => {
  it('stops comparing replies when its time is up, but still counts those that are missing', () => {
    const history = createHistory(updated)
    corrupt(history, 120)
    history.replies[130] = 0
    const result = check(history, { limitMs: -1 })
    expect(found(result)).toEqual({ lost: 1 })
    expect(result.unchecked).toBe(903)
    expect(explain(result, 'lost')).toContain('The model had not followed the trial so far')
  })

  it('refuses a history with requests outside every segment', () => {
    const history = createHistory(updated)
    expect(() => check({ ...history, segments: segments.slice(0, 2) })).toThrow(
      'The segments end with request 900; expected 904',
    )
    expect(() => check({ ...history, segments: segments.slice(1) })).toThrow(
      'Segment measured begins with request 100; expected 0',
    )
  })
})
