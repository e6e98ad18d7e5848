/**
 * The stages of the harness in the order of the data's flow, and so of the imports: each may import from itself and
 * from those before it. `harness/pipeline.ts`, which calls them, counts as a stage.
 */
export const stages = [
  'stats',
  'program',
  'load',
  'link',
  'host',
  'check',
  'measure',
  'store',
  'pipeline',
  'explore',
  'soak',
  'report',
  'cli',
] as const

/** One import statement between two files of this project; paths are relative to its root, with `/`. */
export interface Import {
  readonly from: string
  readonly to: string
  /** `import type`, `export type` or `import('…').T`: gone at run time. */
  readonly typeOnly: boolean
}

/** Why the import is forbidden; `undefined` where it is not. Tests, and what is there for them alone, may import anything. */
export function explainForbidden({ from, to, typeOnly }: Import): string | undefined {
  if (from.endsWith('.test.ts') || /\/(?:fixtures|saboteurs)\//.test(from)) return undefined
  return rules.find((rule) => rule.forbids(getPlace(from), getPlace(to), typeOnly))?.because
}

/** Where a file belongs: `harness/link/slot.ts` is in area `harness`, part `link`. */
interface Place {
  readonly path: string
  readonly area: string
  /** Stage, or name of the strategy or workload; empty for a file that belongs to all of them, as `contract.ts` does. */
  readonly part: string
  /** What follows the part: `v1/main.ts`, `model.ts`. */
  readonly rest: string
}

interface Rule {
  readonly because: string
  forbids(from: Place, to: Place, typeOnly: boolean): boolean
}

/** Every trial ends in a record: the one type of a later stage that all may name. */
const recordTypes = 'harness/store/record.ts'

const rules: readonly Rule[] = [
  {
    because: `a stage never imports a later one; the order is ${stages.join(', ')}. Move what both need to the earlier one`,
    forbids: (from, to, typeOnly) =>
      isStage(from) && isStage(to) && rank(from) < rank(to) && !(typeOnly && to.path === recordTypes),
  },
  {
    because: 'only the command line imports the registries. Take the strategy or workload as a parameter',
    forbids: (from, to) => isRegistry(to) && from.area === 'harness' && from.part !== 'cli',
  },
  {
    because: 'the harness knows no strategy and no workload. Import their contract.ts, as types',
    forbids: (from, to, typeOnly) =>
      from.area === 'harness' && isPlugIn(to) && !isRegistry(to) && !(isContract(to) && typeOnly),
  },
  {
    because: 'strategies and workloads never import one another. What both need belongs in harness/',
    forbids: (from, to) => isPlugIn(from) && isPlugIn(to) && from.area !== to.area,
  },
  {
    because:
      'each strategy and each workload stands alone: of its neighbours it imports only ../contract.ts, but for a variant, whose name is that of another and more (`podus-distributed`)',
    forbids: (from, to) =>
      isMember(from) && from.area === to.area && from.part !== to.part && !isContract(to) && !isVariant(from, to),
  },
  {
    because: 'workloads are ordinary programs: of the harness they import only types',
    forbids: (from, to, typeOnly) => from.area === 'workloads' && to.area === 'harness' && !typeOnly,
  },
  {
    because: 'a model is written without a look at the program: it imports neither the versions nor the updates',
    forbids: (from, to) =>
      isMember(from) && from.rest === 'model.ts' && from.part === to.part && /^(?:v\d+|updates)\//.test(to.rest),
  },
  {
    because: 'a version is a whole program: from outside its folder it imports only types',
    forbids: (from, to, typeOnly) => versionOf(from) !== undefined && versionOf(from) !== versionOf(to) && !typeOnly,
  },
]

function getPlace(path: string): Place {
  const [area = '', part = '', ...rest] = path.split('/')
  if (path === 'harness/pipeline.ts') return { path, area, part: 'pipeline', rest: '' }
  return rest.length === 0 ? { path, area, part: '', rest: part } : { path, area, part, rest: rest.join('/') }
}

function isStage(place: Place): boolean {
  return place.area === 'harness' && place.part !== ''
}

/** An unlisted folder comes before all, so that it can import nothing until it has a place in the order. */
function rank(place: Place): number {
  return stages.findIndex((stage) => stage === place.part)
}

function isPlugIn(place: Place): boolean {
  return place.area === 'strategies' || place.area === 'workloads'
}

function isMember(place: Place): boolean {
  return isPlugIn(place) && place.part !== ''
}

function isContract(place: Place): boolean {
  return isPlugIn(place) && place.part === '' && place.rest === 'contract.ts'
}

/** One mechanism in two shapes: the one whose name goes on after a dash is made of the other. */
function isVariant(from: Place, of: Place): boolean {
  return isMember(of) && from.area === 'strategies' && from.part.startsWith(`${of.part}-`)
}

function isRegistry(place: Place): boolean {
  return isPlugIn(place) && place.part === '' && place.rest === 'registry.ts'
}

/** `workloads/router/v2` for each file of that version. */
function versionOf(place: Place): string | undefined {
  return /^workloads\/[^/]+\/v\d+(?=\/)/.exec(place.path)?.[0]
}
