import type { Image } from './image.ts'

/** Rewrites the positions of a one-scope image in a stack trace to the workload's own files and lines. */
export function locate(stack: string, images: readonly Image[]): string {
  return stack.replaceAll(/image:([\w+]+):(\d+)(:\d+)?/g, (whole, version: string, line: string, column: string | undefined) => {
    const image = images.find((candidate) => candidate.version === version || `${candidate.version}` === version)
    const piece = image?.lines.findLast(({ emitted }) => emitted <= Number(line))
    return piece === undefined ? whole : `${piece.file}:${piece.line + Number(line) - piece.emitted}${column ?? ''}`
  })
}
