/** What can differ between two versions of a program, with the meaning that `bench list --kinds` prints. */
export const changeKinds = {
  body: "a procedure's implementation, nothing retained",
  'body-stateful': 'implementation of a procedure or ADT that retains state; representation unchanged',
  interface: 'parameters or result of a procedure',
  state: 'representation of static data or of an ADT',
  'interface+state': 'both at once',
  add: 'modules or procedures added',
  delete: 'modules or procedures removed',
  move: 'functionality moved between modules',
  group: 'several procedures that are only right together (semantic dependency)',
  active: 'a procedure that is always on the stack (main, a long loop)',
  protocol: 'what components at different sites say to each other',
} as const

export type ChangeKind = keyof typeof changeKinds
