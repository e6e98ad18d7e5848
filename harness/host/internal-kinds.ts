/** Violations seen from a trace of procedure entries. */
export const internalKinds = [
  'newCalledOld',
  'torn',
  'interface',
  'representation',
  'resident',
  'mapperRepeated',
] as const

export type InternalKind = (typeof internalKinds)[number]
