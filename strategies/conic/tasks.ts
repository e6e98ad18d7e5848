import { placeByComponent } from '../../harness/host/layout.ts'
import { sharedComponent } from '../../harness/link/place-image.ts'
import { entryProcedure } from '../../harness/program/entry.ts'
import type { Program, Procedure } from '../../harness/program/program.ts'

/** What a message passes when it enters or leaves a task module. It names no partner: links say who that is. */
export interface Port {
  readonly name: string
  /** Entry: the procedure that takes the message. Exit: the one that the program text calls. */
  readonly procedure: string
  /** Equal exactly where request and reply are of equal types. */
  readonly type: string
  /** The type, as a person would write it. */
  readonly text: string
}

/** A task module of a program: one component, at a station of its own. */
export interface TaskType {
  readonly name: string
  readonly entries: readonly Port[]
  readonly exits: readonly Port[]
}

/** The outside world, whose exit port the requests come from. */
export const line = 'line'
/** Name of the line's exit port, and of the entry port that takes its messages. */
const requests = 'requests'

const requestPort: Port = {
  name: requests,
  procedure: entryProcedure,
  type: requests,
  text: 'requests of the line',
}

/** The line as a task of its own. */
const lineTask: TaskType = {
  name: line,
  entries: [],
  exits: [requestPort],
}

/**
 * The task modules of a program, by name, the line first.
 * @param except module of support code, which is no part of the program
 */
export function findTasks(program: Program, except = ''): ReadonlyMap<string, TaskType> {
  const called = findCallsAcross(program, except)
  const tasks = placeByComponent(program).map(({ name, serves }): TaskType => {
    const entries = [...called.entries()].filter(([id]) => taskOf(program, id) === name)
    const exits = [...called.entries()].filter(([, callers]) => callers.has(name))
    return {
      name,
      entries: [...namePorts(program, entries), ...(serves ? [requestPort] : [])],
      exits: namePorts(program, exits),
    }
  })
  return new Map([lineTask, ...tasks].map((task) => [task.name, task]))
}

/** The task that a procedure, datum or type is of; undefined where its module is in all of them that use it. */
export function taskOf(program: Program, id: string): string | undefined {
  const module = id.slice(0, id.indexOf('#'))
  const placements = placeByComponent(program)
  if (placements.length === 1) return placements[0]?.name
  const component = program.components.get(module)
  return component === sharedComponent ? undefined : component
}

/** A port of a task. */
export interface TaskPort {
  readonly task: TaskType
  readonly port: Port
}

export interface Link {
  readonly exit: TaskPort
  readonly entry: TaskPort
}

/** The links that the text of a program asks for: each exit port to the entry port of the procedure that it calls. */
export function linksOf(tasks: ReadonlyMap<string, TaskType>): readonly Link[] {
  const entries = new Map(
    [...tasks.values()].flatMap((task) => task.entries.map((port) => [port.procedure, { task, port }] as const)),
  )
  return [...tasks.values()].flatMap((task) =>
    task.exits.flatMap((port): Link[] => {
      const entry = entries.get(port.procedure)
      return entry === undefined ? [] : [{ exit: { task, port }, entry }]
    }),
  )
}

/** Procedures that are called across tasks, each with the tasks that call it. */
function findCallsAcross(program: Program, except: string): ReadonlyMap<string, ReadonlySet<string>> {
  const placements = placeByComponent(program)
  const found = new Map<string, Set<string>>()
  for (const { name: module, entities } of program.modules) {
    if (module === except) continue
    const own = taskOf(program, `${module}#`)
    for (const { target } of entities.flatMap(({ references }) => references)) {
      const owner = taskOf(program, target)
      if (owner === undefined || owner === own || !program.procedures.has(target)) continue
      const callers = own === undefined ? placements.filter(({ name }) => name !== owner) : [{ name: own }]
      for (const { name } of callers) found.getOrInsertComputed(target, () => new Set()).add(name)
    }
  }
  return new Map([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** A port is called like its procedure; several of one name are a family, `accept[1]`, `accept[2]`. */
function namePorts(program: Program, called: readonly (readonly [string, unknown])[]): Port[] {
  const procedures = called.flatMap(([id]): Procedure[] => {
    const procedure = program.procedures.get(id)
    return procedure === undefined ? [] : [procedure]
  })
  const families = Map.groupBy(procedures, ({ name }) => name)
  return procedures.map((procedure) => {
    const { id, name, signature } = procedure
    const family = families.get(name) ?? []
    return {
      name: family.length === 1 ? name : `${name}[${family.indexOf(procedure) + 1}]`,
      procedure: id,
      type: signature.fingerprint,
      text: signature.text,
    }
  })
}
