import { sortByNearness } from '../program/nearness.ts'
import { unmet, type UsageError } from './usage-error.ts'

/** @param where the option that gave the name @param what a strategy, an update … */
export function unknownName(
  where: string,
  what: string,
  name: string,
  known: Iterable<string>,
  next?: string,
): UsageError {
  const names = sortByNearness(name, known)
  const nearest =
    names[0] === undefined ? 'There is none.' : `Did you mean \`${names[0]}\`? Known: ${names.join(', ')}.`
  return unmet({
    code: `UNKNOWN_${what.toUpperCase().replaceAll(' ', '_')}`,
    expected: `the name of ${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what}`,
    got: `\`${name}\``,
    where,
    next: next === undefined ? nearest : `${nearest} ${next}`,
  })
}
