/** What the network does to the letters of one site to another: loses the next few, all of them, or delays each. */
export type LetterFault =
  | { readonly to: string; readonly kind: 'lose'; readonly letters: number }
  | { readonly to: string; readonly kind: 'cut' }
  | { readonly to: string; readonly kind: 'delay'; readonly ms: number }

/** The faults of a site's outgoing letters. */
export class LetterFaults {
  #faults: readonly LetterFault[] = []
  readonly #lost = new Map<LetterFault, number>()

  set(faults: readonly LetterFault[]): void {
    this.#faults = faults
    this.#lost.clear()
  }

  /** What becomes of the next letter to a site: lost, or delivered after so many ms more. */
  next(to: string): 'lost' | { readonly delayMs: number } {
    let delayMs = 0
    for (const fault of this.#faults) {
      if (fault.to !== to) continue
      if (fault.kind === 'cut') return 'lost'
      if (fault.kind === 'delay') delayMs += fault.ms
      if (fault.kind === 'lose') {
        const lost = this.#lost.get(fault) ?? 0
        this.#lost.set(fault, lost + 1)
        if (lost < fault.letters) return 'lost'
      }
    }
    return { delayMs }
  }
}
