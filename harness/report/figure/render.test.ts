import type { TopLevelSpec } from 'vega-lite'
import { expect, it } from 'vitest'
import { renderPng, renderSvg } from './render.ts'

const spec: TopLevelSpec = {
  title: 'Some bars',
  data: {
    values: [
      { strategy: 'podus', ms: 1.5 },
      { strategy: 'dmert', ms: 3 },
    ],
  },
  mark: { type: 'bar', clip: true },
  encoding: { x: { field: 'ms', type: 'quantitative' }, y: { field: 'strategy', type: 'nominal' } },
}

it('draws the same picture of the same data, apart from others of the page', async () => {
  const svg = await renderSvg(spec, 'bars')
  expect(await renderSvg(spec, 'bars')).toBe(svg)
  expect(svg).toMatch(/^<svg[^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/)
  expect(svg).toContain('podus')
  expect(svg).toContain('id="bars-clip1"')
  expect(svg).toContain('url(#bars-clip1)')
})

it('refuses what would be drawn without a part of it', async () => {
  const wrong = { ...spec, encoding: { ...spec.encoding, hight: { field: 'ms' } } } as TopLevelSpec
  await expect(renderSvg(wrong, 'wrong')).rejects.toThrow('hight-encoding is dropped')
})

it('has text as pixels too: without it the picture is another', async () => {
  const svg = await renderSvg(spec, 'bars')
  const [whole, mute] = [renderPng(svg), renderPng(svg.replaceAll(/<text[^>]*>[^<]*<\/text>/g, ''))]
  expect([...whole.subarray(1, 4)]).toEqual([0x50, 0x4e, 0x47])
  expect(whole.length).toBeGreaterThan(1.2 * mute.length)
})
