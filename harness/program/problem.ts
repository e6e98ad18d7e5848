/** Something that the program model cannot carry. */
export interface Problem {
  readonly code: string
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
  /** What to write instead. */
  readonly instead: string
}

/** Thrown where a program is outside the model; carries all problems, not only the first. */
export class ProgramRejected extends Error {
  readonly code = 'PROGRAM_REJECTED'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(describeProblem).join('\n'))
    this.name = 'ProgramRejected'
    this.problems = problems
  }
}

export function describeProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.message}. Instead: ${problem.instead}.`
}
