import { describe, expect, it } from 'vitest'
import { plain } from '../../report/paint.ts'
import { createSyntheticRecord } from '../../store/synthetic-record.ts'
import type { PlannedTrial, SetSettings } from '../../store/set-plan.ts'
import { windows } from '../../trial-plan.ts'
import { Progress } from './progress.ts'
import { TimeLeft } from './time-left.ts'

const settings: SetSettings = {
  strategies: {},
  workloads: {},
  parameters: {},
  load: { mode: 'saturated' },
  windows: windows.smoke,
  tracedWindows: windows.traced,
}

const trial = (role: PlannedTrial['role'], block = 0): PlannedTrial => ({
  id: `${role}${block}`,
  workload: 'tiny',
  update: 'faster',
  block,
  position: 0,
  strategy: 'podus',
  role,
  traced: false,
  forced: false,
  refused: false,
  seed: 1,
})

describe('the time left', () => {
  it('is a guess from the plan at first', () => {
    const { warmUpMs, capacityMs, beforeMs, horizonMs } = windows.smoke
    expect(new TimeLeft(settings).estimate([trial('null')])).toBe(
      1500 + warmUpMs + 2 * capacityMs + beforeMs + horizonMs,
    )
  })

  it('is what trials of the same kind took, as soon as there were some', () => {
    const time = new TimeLeft(settings)
    time.add(trial('null'), 4000)
    time.add(trial('null', 1), 6000)
    expect(time.estimate([trial('null', 2), trial('null', 3)])).toBe(10_000)
  })

  it('has what passes between trials in it', () => {
    const time = new TimeLeft(settings)
    expect(time.isGuess).toBe(true)
    time.add(trial('null'), 4000, 6000)
    expect(time.isGuess).toBe(false)
    expect(time.estimate([trial('null', 1)])).toBeCloseTo(6000)
  })

  it('is as much longer than guessed for other kinds as all were so far', () => {
    const time = new TimeLeft(settings)
    const guess = time.estimate([trial('strategy')])
    time.add(trial('null'), 3 * guess)
    expect(time.estimate([trial('strategy')])).toBeCloseTo(3 * guess)
  })
})

describe('progress', () => {
  const write = (isTerminal: boolean): string => {
    let text = ''
    const terminal = { isTerminal, columns: 60, paint: plain, write: (more: string) => void (text += more) }
    const [first, second] = [trial('null'), trial('strategy')]
    const progress = new Progress(terminal, settings, [first, second])
    progress.note('a note')
    progress.begin('first')
    progress.end(first, createSyntheticRecord({ outcome: 'none' }), 2000)
    progress.begin('second')
    progress.end(second, createSyntheticRecord({ outcome: 'stalled', verdict: 'unknown' }), 3000)
    progress.finish()
    return text
  }

  it('is a line for each trial where there is no terminal', () => {
    expect(write(false)).toBe(
      'a note\n[1/2] tiny/faster block 1 podus null: 2.0 s; about 2 s left\n[2/2] tiny/faster block 1 podus: stalled, unknown; 3.0 s\n',
    )
  })

  it('is one line that is wiped at the end on a terminal, and never wraps', () => {
    const text = write(true).replaceAll('\r\u001B[K', '<wiped>')
    expect(text).toMatch(/^<wiped>a note\n<wiped>\[1\/2\] first; at a guess \d+ s left/)
    expect(text.endsWith('<wiped>')).toBe(true)
    for (const line of text.split(/\n|<wiped>/)) expect(line.length).toBeLessThan(60)
  })
})
