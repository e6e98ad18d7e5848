import type { Linkage } from '../../harness/link/linkage.ts'

/** Each call looks the procedure up by its name; methods are looked up by theirs on the prototype, as the language does it. */
export const linkage: Linkage = {
  form: 'units',
  tables: 'shared',
  data: 'in-place',
  reference: ({ id }) => `$h.symbols[${JSON.stringify(id)}]`,
}
