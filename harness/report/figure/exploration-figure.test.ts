import { expect, test } from 'vitest'
import { drawExplorations } from './exploration-figure.ts'
import { renderSvg } from './render.ts'

const good = { outcome: 'completed', delay: 0, violations: 0 } as const

test('points in a row with the same outcome are one stretch, and each kind has its own colour', async () => {
  const results = [
    { point: 0, ...good },
    { point: 1, ...good },
    { point: 2, ...good, violations: 2 },
    { point: 3, ...good, delay: 7 },
  ]
  const spec = drawExplorations([{ name: 'dmert on router/tos', results }], 'seed 1')
  expect(spec).toMatchObject({
    data: {
      values: [
        { row: 'dmert on router/tos', kind: 'at once', from: 0, to: 2 },
        { row: 'dmert on router/tos', kind: 'violated', from: 2, to: 3 },
        { row: 'dmert on router/tos', kind: 'later', from: 3, to: 4 },
      ],
    },
  })
  const svg = await renderSvg(spec, 'exploration')
  for (const text of ['dmert on router/tos', 'violated', 'seed 1', '#d55e00']) expect(svg).toContain(text)
})
