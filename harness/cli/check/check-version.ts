import { join } from 'node:path'
import { compileProgram } from '../../program/compile.ts'
import { ProgramRejected, type Problem } from '../../program/problem.ts'
import type { Program } from '../../program/program.ts'
import type { Subject } from './subject.ts'

export interface VersionReport {
  readonly version: string
  readonly problems: readonly Problem[]
  /** Absent where problems are. */
  readonly size?: ProgramSize
}

interface ProgramSize {
  readonly modules: number
  readonly procedures: number
  readonly adts: number
  readonly staticData: number
  /** Edges of the call graph: which procedure may call which. */
  readonly calls: number
}

export interface CheckedVersion {
  readonly report: VersionReport
  readonly program?: Program
}

/** Compiles one version and says what stands in the way, or how large it is. */
export function checkVersion({ folder, components }: Subject, version: string): CheckedVersion {
  const { problems, value } = collectProblems(() => compileProgram(join(folder, version), components))
  if (value === undefined) return { report: { version, problems } }
  return { report: { version, problems, size: measureSize(value) }, program: value }
}

/** What `compile` gives, or the problems that it throws. */
export function collectProblems<T>(compile: () => T): { readonly problems: readonly Problem[]; readonly value?: T } {
  try {
    return { problems: [], value: compile() }
  } catch (error) {
    if (error instanceof ProgramRejected) return { problems: error.problems }
    throw error
  }
}

function measureSize({ modules, procedures, adts, data, calls }: Program): ProgramSize {
  const edges = [...calls.values()].reduce((sum, callees) => sum + callees.length, 0)
  return { modules: modules.length, procedures: procedures.size, adts: adts.size, staticData: data.size, calls: edges }
}
