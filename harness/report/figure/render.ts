import { fileURLToPath } from 'node:url'
import { Resvg } from '@resvg/resvg-js'
import { parse, resetSVGDefIds, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import { look } from './look.ts'

/**
 * A figure as a picture that stands alone, the same for the same data. `name` keeps what it refers to within itself apart
 * from other figures of the same page.
 */
export async function renderSvg(spec: TopLevelSpec, name: string): Promise<string> {
  const problems: string[] = []
  const { spec: drawing } = compile(spec, { config: look, logger: createLogger(problems) })
  // What the figure's author forgot is a fault of ours, and would show as an empty picture.
  if (problems.length > 0) throw new Error(`Expected a figure that vega-lite can draw, got: ${problems.join('; ')}`)
  resetSVGDefIds()
  const view = new View(parse(drawing), { renderer: 'none' })
  try {
    const svg = await view.toSVG()
    return svg.replaceAll(/\b(id="|url\(#)(?=(?:clip|gradient))/g, `$1${name}-`)
  } finally {
    view.finalize()
  }
}

/** The same as pixels, twice as many as its size says, on white. Fonts are ours, so that all machines draw the same. */
export function renderPng(svg: string): Uint8Array {
  const fontFiles = [
    import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
    import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
  ].map((url) => fileURLToPath(url))
  const font = { loadSystemFonts: false, fontFiles, defaultFontFamily: 'DejaVu Sans' }
  return new Resvg(svg, { font, fitTo: { mode: 'zoom', value: 2 }, background: 'white' }).render().asPng()
}

/** vega-lite tells what it does not understand as warnings only. */
function createLogger(problems: string[]) {
  const logger = {
    level: () => logger,
    error: (...texts: readonly unknown[]) => (problems.push(texts.join(' ')), logger),
    warn: (...texts: readonly unknown[]) => (problems.push(texts.join(' ')), logger),
    info: () => logger,
    debug: () => logger,
  }
  return logger
}
