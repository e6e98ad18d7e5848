import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from './atomic-file.ts'
import { StoreError } from './store-error.ts'

/** A result set under a name that stays while the sets change: `main`, `release`. */
interface Baseline {
  /** Name of the set in the same folder, or its path. */
  readonly set: string
  /** Hash of its plan, so that another set of the same name is not taken for it. */
  readonly plan: string
}

type Baselines = Readonly<Record<string, Baseline>>

/** Baselines of a folder of results, by name: `baseline.json` in it. @throws StoreError where it cannot be read */
export function readBaselines(results: string): Baselines {
  const path = join(results, 'baseline.json')
  if (!existsSync(path)) return {}
  const baselines = parse(readFileSync(path, 'utf8'))
  if (baselines !== undefined) return baselines
  throw new StoreError(
    'BASELINES_UNREADABLE',
    `expected ${path} to hold {"NAME": {"set": "…", "plan": "…"}}, got something else. Mend it, or delete it and name baselines again with \`bench compare … --baseline NAME\`.`,
  )
}

export function writeBaseline(results: string, name: string, baseline: Baseline): void {
  const baselines = { ...readBaselines(results), [name]: baseline }
  writeAtomically(join(results, 'baseline.json'), `${JSON.stringify(baselines, undefined, 2)}\n`)
}

function parse(text: string): Baselines | undefined {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' && value !== null && Object.values(value).every(isBaseline)
      ? (value as Baselines)
      : undefined
  } catch {
    return undefined
  }
}

function isBaseline(value: unknown): value is Baseline {
  const { set, plan } = (value ?? {}) as Partial<Baseline>
  return typeof set === 'string' && typeof plan === 'string'
}
