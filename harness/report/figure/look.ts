import type { Config } from 'vega-lite'

/** What all figures look like. Colours can be told apart by the colour-blind too (Okabe and Ito 2008). */
export const look: Config = {
  background: 'white',
  font: 'DejaVu Sans, Verdana, sans-serif',
  padding: 10,
  axis: { labelFontSize: 11, titleFontSize: 12, titleFontWeight: 'normal', gridColor: '#e4e4e4', labelLimit: 320 },
  legend: { labelFontSize: 11, titleFontSize: 12, titleFontWeight: 'normal', labelLimit: 320 },
  header: { labelFontSize: 12, labelFontWeight: 'bold', titleFontSize: 12, labelLimit: 320 },
  title: { fontSize: 14, subtitleFontSize: 11, subtitleColor: '#555', anchor: 'start', offset: 10 },
  view: { stroke: '#ccc' },
  range: {
    category: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000', '#999999', '#b79f00'],
  },
}
