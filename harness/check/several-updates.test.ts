import { describe, expect, it } from 'vitest'
import type { History, Segment, UpdateMarks } from '../load/history.ts'
import type { Step } from './admissible.ts'
import { checkReplies, type ReplyCheck } from './observable.ts'
import { counterTraffic, createCounter, createHistory } from './synthetic-history.ts'

const seed = 3

/** 900 requests, one a ms, after no set-up; 4 probes. */
const segments: readonly Segment[] = [
  { name: 'measured', mode: 'open', first: 0, end: 900, startMs: 0, endMs: 900 },
  { name: 'probes', mode: 'saturated', first: 900, end: 904, startMs: 900, endMs: 904 },
]

function marksAt(commandMs: number): UpdateMarks {
  const completed = commandMs + 50
  return { loadMs: commandMs, commandMs, commandNext: commandMs, completedMs: completed, completedNext: completed }
}

/** Forth at 200, back at 400, and forth again at 600; each is complete 50 requests later. */
const steps: readonly Step[] = [
  { to: 'v2', outcome: 'completed', marks: marksAt(200) },
  { to: 'v1', outcome: 'completed', marks: marksAt(400) },
  { to: 'v2', outcome: 'completed', marks: marksAt(600) },
]

function rightVersion(id: number): string {
  return (id >= 220 && id < 430) || id >= 645 ? 'v2' : 'v1'
}

function create(versionOf: (id: number) => string): History {
  return createHistory({ seed, segments, versionOf })
}

function check(history: History, made = steps): ReplyCheck {
  return checkReplies(history, counterTraffic, createCounter(), { seed, from: 'v1', steps: made, processes: 1 })
}

function found({ violations }: ReplyCheck): Record<string, number> {
  return Object.fromEntries(Object.entries(violations).filter(([, n]) => n > 0))
}

describe('a program that is updated several times', () => {
  it('may be served by either version while an update runs, and by one alone between two', () => {
    expect(found(check(create(rightVersion)))).toEqual({})
  })

  it.each([
    [300, 'v1', 'stale'],
    [500, 'v2', 'stale'],
    [700, 'v1', 'stale'],
    [100, 'v2', 'wrong'],
  ])('request %i answered by %s is %s', (id, version, kind) => {
    const result = check(create((each) => (each === id ? version : rightVersion(each))))
    expect(found(result)).toEqual({ [kind]: 1 })
    expect(result.examples[0]?.request).toBe(id)
  })

  it('names the update by which the times are told', () => {
    const result = check(create((each) => (each === 500 ? 'v2' : rightVersion(each))))
    expect(result.examples[0]?.explanation).toContain('after the update command')
    expect(result.examples[0]?.explanation).toContain(
      'right was only v1, since the request was handed out after completion',
    )
  })

  it('stays what it was where an update was given up', () => {
    const { commandMs, ...marks } = marksAt(400)
    const stalled: Step = { to: 'v1', outcome: 'stalled', marks: { commandMs, loadMs: marks.loadMs, commandNext: 400 } }
    const made = [steps[0]!, stalled]
    expect(
      found(
        check(
          create((id) => (id < 220 ? 'v1' : 'v2')),
          made,
        ),
      ),
    ).toEqual({})
    expect(
      found(
        check(
          create((id) => (id < 220 || id === 500 ? 'v1' : 'v2')),
          made,
        ),
      ),
    ).toEqual({ stale: 1 })
  })

  it('may be served by all that a long request has lived through', () => {
    const history = create((id) => (id === 210 ? 'v2' : rightVersion(id)))
    // Handed out during the first update, answered during the second.
    history.doneMs[210] = 420
    expect(found(check(history))).toEqual({})
  })
})
