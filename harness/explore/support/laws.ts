/** What is expected of support code. */
export const laws = {
  total: 'does not throw',
  conforms: 'gives what the new version’s types say',
  carries: 'carries over what both versions have under the same name and type',
  untouched: 'leaves the old value as it is',
  repeatable: 'gives the same for the same',
  'round trip': 'comes to the same again after the way back',
  agrees: 'one object at a time comes to the same as all at once',
  answers: 'gives the old caller what the old procedure gave',
} as const

export type Law = keyof typeof laws
