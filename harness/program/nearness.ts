import { distance } from 'fastest-levenshtein'

/** Known names, the one most like `name` first. */
export function sortByNearness(name: string, known: Iterable<string>): string[] {
  const wanted = name.toLowerCase()
  const score = (candidate: string): number =>
    candidate.startsWith(wanted) && wanted !== '' ? 0 : distance(wanted, candidate.toLowerCase())
  return [...known].toSorted((a, b) => score(a) - score(b) || (a < b ? -1 : 1))
}
