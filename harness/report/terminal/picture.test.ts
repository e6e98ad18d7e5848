import { describe, expect, it } from 'vitest'
import { createSyntheticRecord } from '../../store/synthetic-record.ts'
import { drawBars } from './bars.ts'
import { layOut } from './columns.ts'
import { placeLabels } from './labels.ts'
import { drawTrial } from './picture.ts'

describe('bars', () => {
  it('have eight levels a row', () => {
    expect(drawBars([0, 1, 8, 9, 16], 16, 2)).toEqual(['   ▁█', ' ▁███'])
  })

  it('show the smallest value, and nothing for none', () => {
    expect(drawBars([0, 1], 100_000, 1)).toEqual([' ▁'])
    expect(drawBars([0, 0], 0, 1)).toEqual(['  '])
  })
})

describe('time on the columns of a screen', () => {
  const rates = { startMs: 100, commandMs: 102, windowMs: 1, good: [1, 2, 3, 4, 5, 6, 7] }

  it('takes several windows together, whole columns only', () => {
    expect(layOut(rates, { fromMs: -2, toMs: 5 }, 3)).toEqual({ values: [2, 5], fromMs: -2, columnMs: 3 })
  })

  it('stretches a window over several columns', () => {
    expect(layOut(rates, { fromMs: 0, toMs: 2 }, 4)).toEqual({ values: [3, 3, 4, 4], fromMs: 0, columnMs: 0.5 })
  })

  it('is cut where nothing was counted', () => {
    expect(layOut(rates, { fromMs: -50, toMs: 50 }, 7)).toEqual({ values: rates.good, fromMs: -2, columnMs: 1 })
  })
})

describe('labels', () => {
  it('never cover one another', () => {
    const labels = [
      { column: 2, text: 'load' },
      { column: 4, text: 't_u' },
      { column: 18, text: 'completed' },
    ]
    expect(placeLabels(labels, 20)).toEqual(['  load     completed', '    t_u'])
  })
})

describe('the picture of a trial', () => {
  it('shows goodput, moments and phases', () => {
    const good = Array.from({ length: 60 }, (_, ms) => (ms >= 20 && ms < 40 ? 25 : 100))
    const trial = createSyntheticRecord({
      rates: { startMs: 980, commandMs: 1000, windowMs: 1, good },
      phases: [
        { site: 'main', phase: 'load', part: 'load', startMs: 990, endMs: 995 },
        { site: 'main', phase: 'stop', part: 'pause', startMs: 1000, endMs: 1010 },
        { site: 'main', phase: 'stop', part: 'pause', startMs: 1012, endMs: 1020 },
      ],
      metrics: { loadMs: 10, updateMs: 20 },
    })
    expect(`\n${drawTrial(trial, 80).join('\n')}\n`).toMatchInlineSnapshot(`
      "
                  good replies per ms; a column is 1 ms
            100 ┤ ████████████████████                    ████████████████████
                ┤ ████████████████████                    ████████████████████
                ┤ ████████████████████                    ████████████████████
                ┤ ████████████████████                    ████████████████████
             50 ┤ ████████████████████                    ████████████████████
                ┤ ████████████████████                    ████████████████████
                ┤ ████████████████████████████████████████████████████████████
                ┤ ████████████████████████████████████████████████████████████
              0 ┼───────────┴─────────┴───────────────────┴───────────────────
                            load      t_u                 completed +20 ms
      load      │           ├────┤ 5 ms
      stop      │                     ├───────────────────┤ 18 ms in 2 parts
      "
    `)
  })

  it('is drawn again, larger, where the update is too short to be seen', () => {
    const lines = drawTrial(createSyntheticRecord(), 100)
    expect(lines.filter((line) => line.includes('good replies per ms'))).toHaveLength(2)
  })

  it.each([60, 80, 100, 200])('keeps to %d columns, and to 100', (columns) => {
    const widths = drawTrial(createSyntheticRecord(), columns).map((line) => line.length)
    expect(Math.max(...widths)).toBeLessThanOrEqual(Math.min(columns, 100))
  })

  it('is empty where nothing was counted', () => {
    expect(drawTrial(createSyntheticRecord({ rates: { startMs: 0, windowMs: 1, good: [] } }), 80)).toEqual([])
  })

  it('shows a program that died', () => {
    const dead = createSyntheticRecord({
      rates: { startMs: 0, commandMs: 2, windowMs: 1, good: [0, 0, 0, 0] },
      phases: [],
      metrics: { loadMs: null, updateMs: null },
    })
    expect(drawTrial(dead, 80).join('\n')).not.toMatch(/NaN|undefined/)
  })
})
