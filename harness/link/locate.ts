import type { Image } from './image.ts'

/** Rewrites the positions of one-scope images in a stack trace to the workload's own files and lines. */
export function locate(stack: string, images: readonly Image[]): string {
  return stack.replaceAll(/image:([^\s:()]+):(\d+)/g, (whole, version: string, line: string) => {
    const image = images.find((candidate) => candidate.version === version)
    const piece = image?.lines.findLast(({ emitted }) => emitted <= Number(line))
    return piece === undefined ? whole : `${piece.file}:${piece.line + Number(line) - piece.emitted}`
  })
}
