/** Adds the carries, so that the sum is one of ones' complement. Twice is enough for up to 65,536 words. */
export function fold(sum: number): number {
  const once = (sum & 0xffff) + (sum >>> 16)
  return (once & 0xffff) + (once >>> 16)
}
