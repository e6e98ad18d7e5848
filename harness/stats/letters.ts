/**
 * Compact letter display (Piepho 2004, insert and absorb): for each of `count` treatments its letters, so that two share
 * one exactly if `differs` does not tell them apart. The first treatment has an `a`.
 */
export function assignLetters(count: number, differs: (a: number, b: number) => boolean): string[] {
  let groups: (readonly number[])[] = [Array.from({ length: count }, (_, index) => index)]
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++)
      if (differs(a, b)) groups = absorb(groups.flatMap((group) => split(group, a, b)))
  }
  const ordered = groups.toSorted(compareGroups)
  return Array.from({ length: count }, (_, index) =>
    ordered.map((group, place) => (group.includes(index) ? getLetter(place) : '')).join(''),
  )
}

/** A group that holds two which differ becomes two groups, each without one of them. */
function split(group: readonly number[], a: number, b: number): (readonly number[])[] {
  if (!group.includes(a) || !group.includes(b)) return [group]
  return [group.filter((index) => index !== b), group.filter((index) => index !== a)]
}

/** A group that lies within another says nothing more. */
function absorb(groups: readonly (readonly number[])[]): (readonly number[])[] {
  return groups.filter(
    (group, place) =>
      !groups.some(
        (other, index) =>
          index !== place &&
          group.every((each) => other.includes(each)) &&
          (other.length > group.length || index < place),
      ),
  )
}

function compareGroups(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((index, at) => index !== b[at])
  return place === -1 ? a.length - b.length : (a[place] ?? Infinity) - (b[place] ?? Infinity)
}

/** `a` … `z`, then `a1` and so on. */
function getLetter(place: number): string {
  return `${String.fromCodePoint(97 + (place % 26))}${place < 26 ? '' : Math.floor(place / 26)}`
}
