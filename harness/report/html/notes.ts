/** Footnotes, which Markdown proper does not know: `[^1]` becomes a link to the paragraph that begins with `[^1]:`. */
export function linkNotes(html: string): string {
  return html
    .replaceAll(/<p>\[\^(\w+)\]: /g, '<p id="note-$1" class="note"><b>$1</b> ')
    .replaceAll(/ ?\[\^(\w+)\]/g, '<sup><a href="#note-$1">$1</a></sup>')
}
