/** Numbers of the ledger's entries: those of a branch count from 1. */
export class Numbering {
  last = new Map<number, number>()

  next(branch: number): number {
    const number = (this.last.get(branch) ?? 0) + 1
    this.last.set(branch, number)
    return number
  }

  /** An entry that was numbered earlier; 0 if it was not. */
  note(branch: number, number: number): void {
    if (number > (this.last.get(branch) ?? 0)) this.last.set(branch, number)
  }
}
