import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assignLetters } from './letters.ts'

const pairs = (text: string) => (a: number, b: number) => text.split(' ').includes(`${Math.min(a, b)}${Math.max(a, b)}`)

describe('assignLetters', () => {
  it.each([
    [1, '', ['a']],
    [3, '', ['a', 'a', 'a']],
    [2, '01', ['a', 'b']],
    [3, '02', ['a', 'ab', 'b']],
    [3, '01 02 12', ['a', 'b', 'c']],
    // By hand: the cliques of what does not differ are 0 1, 1 2 and 2 3.
    [4, '02 03 13', ['a', 'ab', 'bc', 'c']],
  ])('tells %i treatments apart where %j do differ', (count, text, letters) => {
    const got = assignLetters(count, pairs(text))
    expect(got).toEqual(letters)
    checkLetters(count, pairs(text), got)
  })

  it('shares a letter between two exactly if they do not differ', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.boolean(), { minLength: 21, maxLength: 21 }),
        (count, draws) => {
          const table = new Map<string, boolean>()
          for (let a = 0; a < count; a++)
            for (let b = a + 1; b < count; b++) table.set(`${a}${b}`, draws[table.size] ?? false)
          const differs = (a: number, b: number): boolean => table.get(`${Math.min(a, b)}${Math.max(a, b)}`) ?? false
          checkLetters(count, differs, assignLetters(count, differs))
        },
      ),
    )
  })
})

function checkLetters(count: number, differs: (a: number, b: number) => boolean, letters: readonly string[]): void {
  for (let a = 0; a < count; a++) {
    expect(letters[a]).not.toBe('')
    for (let b = a + 1; b < count; b++)
      expect(letters[a]!.split('').some((letter) => letters[b]!.includes(letter))).toBe(!differs(a, b))
  }
}
