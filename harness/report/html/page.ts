import { Marked } from 'marked'
import { linkNotes } from './notes.ts'
import { css } from './css.ts'

/** A picture as it is put into the page. */
export interface Picture {
  readonly workload: string
  readonly update?: string
  readonly caption: string
  readonly svg: string
}

/**
 * The report as one file that needs nothing else: the tables as `bench table` prints them, and the pictures in the chapters
 * of their workloads and updates.
 */
export function createPage(title: string, markdown: string, pictures: readonly Picture[]): string {
  const marked = new Marked({ gfm: true })
  marked.use({
    renderer: {
      heading({ depth, text }) {
        const own = pictures.filter(
          ({ workload, update }) => text === (update === undefined ? workload : `${workload}/${update}`),
        )
        return `<h${depth} id="${toId(text)}">${escape(text)}</h${depth}>\n${own.map(toFigure).join('')}`
      },
      // What a set names comes from outside, and no report needs HTML of its own.
      html: ({ text }) => escape(text),
    },
  })
  const body = marked.parse(markdown, { async: false })
  const wide = body.replaceAll('<table>', '<div class="wide"><table>').replaceAll('</table>', '</table></div>')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${css}</style>
</head>
<body>
<main>
${linkNotes(wide)}</main>
</body>
</html>
`
}

function toFigure({ caption, svg }: Picture): string {
  return `<figure>${svg}<figcaption>${escape(caption)}</figcaption></figure>\n`
}

function toId(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
