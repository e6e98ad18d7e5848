export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow'

/** Colours a text, where colours can be shown. */
export type Paint = (style: Style, text: string) => string

export const plain: Paint = (_style, text) => text
