import { SyntaxProblem, type Name } from '../../harness/host/command-text.ts'
import { sortByNearness } from '../../harness/program/nearness.ts'
import type { Update } from '../../harness/program/update.ts'
import type { Refusal } from '../contract.ts'
import type { Command, PortName } from './grammar.ts'
import type { Step } from './steps.ts'
import { findTasks, line, linksOf, taskOf, type Port, type TaskPort, type TaskType } from './tasks.ts'

/** A task module at work, or to be. */
interface Instance {
  readonly name: string
  readonly type: TaskType
  readonly age: 'running' | 'created'
  deleted: boolean
}

interface End {
  readonly instance: Instance
  readonly port: Port
  /** As the operator writes it. */
  readonly text: string
}

/** Known names that are worth showing to one who mistyped. */
const fewNames = 3

/** Instances and links as a script leaves them, command by command. Nothing has been done to the program by then. */
export class Configuration {
  readonly #update: Update
  readonly #newTypes: ReadonlyMap<string, TaskType>
  readonly #instances = new Map<string, Instance>()
  /** What each exit port is linked to. */
  readonly #links = new Map<string, { readonly exit: End; readonly entry: End }>()
  readonly #refusals: Refusal[] = []
  /** Stations at which something changes. */
  readonly #touched = new Set<string>()
  /** `caller station → callee station`, of all links that there are or have been. */
  readonly #routes: (readonly [from: string, to: string])[] = []

  constructor(update: Update) {
    this.#update = update
    this.#newTypes = findTasks(update.to, update.support.module)
    const oldTypes = findTasks(update.from)
    for (const [name, type] of oldTypes) this.#instances.set(name, { name, type, age: 'running', deleted: false })
    for (const { exit, entry } of linksOf(oldTypes)) this.#join(this.#endOf(exit), this.#endOf(entry))
  }

  /** @throws SyntaxProblem where a command names what there is not, or what is not as it must be */
  apply(command: Command): Step {
    switch (command.verb) {
      case 'create':
        return this.#create(command.instance, command.of)
      case 'delete':
        return this.#delete(command.instance)
      case 'copy':
        return this.#copy(command.from, command.to)
      case 'link':
        return this.#link(this.#exit(command.exit), this.#entry(command.entry), command.exit)
      case 'unlink':
        return this.#unlink(this.#exit(command.exit), this.#entry(command.entry), command.entry)
    }
  }

  /** What the rules say of the whole. */
  refusals(): readonly Refusal[] {
    return [...this.#refusals, ...this.#checkInstances(), ...this.#checkLinks()]
  }

  /** Stations whose tasks have to be passive: those that change, and all that can initiate transactions on them. */
  passiveSet(): readonly string[] {
    const found = new Set(this.#touched)
    for (const station of found)
      for (const [from, to] of this.#routes) if (to === station && from !== line) found.add(from)
    return [...found]
  }

  #create(name: Name, of: Name): Step {
    if (this.#instances.has(name.text))
      throw problem(name, `expected a name that no instance has yet, got \`${name.text}\``)
    const type = this.#newTypes.get(of.text)
    if (type === undefined || type.name === line)
      throw unknown(
        of,
        'a task module',
        [...this.#newTypes.keys()].filter((known) => known !== line),
      )
    this.#instances.set(name.text, { name: name.text, type, age: 'created', deleted: false })
    this.#touch(type.name)
    return { do: 'create', station: type.name }
  }

  #delete(name: Name): Step {
    const instance = this.#instance(name)
    if (instance.type.name === line) throw problem(name, `expected a task module, got \`${line}\`, which stays`)
    instance.deleted = true
    this.#touch(instance.type.name)
    return { do: 'delete', station: instance.type.name, age: instance.age }
  }

  #copy(from: Name, to: Name): Step {
    const [source, target] = [this.#instance(from), this.#instance(to)]
    if (source.age !== 'running') throw problem(from, `expected an instance that runs, got \`${from.text}\``)
    if (target.age !== 'created' || target.type.name !== source.type.name)
      throw problem(to, `expected a created instance of ${source.type.name}, got \`${to.text}\``)
    this.#checkMappers(source.type.name)
    return { do: 'copy', station: source.type.name }
  }

  #link(exit: End, entry: End, { port }: PortName): Step {
    const present = this.#links.get(keyOf(exit))
    if (present !== undefined)
      throw problem(
        port,
        `expected an exit port that is linked to nothing, got \`${exit.text}\`, which is linked to ${present.entry.text}; unlink it first`,
      )
    if (exit.port.type !== entry.port.type)
      this.#refusals.push({
        change: `link ${exit.text} to ${entry.text}`,
        rule: `the ports are of different types: ${exit.port.text} and ${entry.port.text}; replace the tasks at both ends`,
      })
    this.#join(exit, entry)
    this.#touch(exit.instance.type.name)
    return {
      do: 'link',
      station: exit.instance.type.name,
      age: exit.instance.age,
      exit: exit.port.procedure,
      to: { station: entry.instance.type.name, age: entry.instance.age, entry: entry.port.procedure },
    }
  }

  #unlink(exit: End, entry: End, { port }: PortName): Step {
    const present = this.#links.get(keyOf(exit))
    if (present?.entry.text !== entry.text)
      throw problem(
        port,
        `expected the entry port that ${exit.text} is linked to, ${present?.entry.text ?? 'which is none'}, got \`${entry.text}\``,
      )
    this.#links.delete(keyOf(exit))
    this.#touch(exit.instance.type.name)
    return {
      do: 'unlink',
      station: exit.instance.type.name,
      age: exit.instance.age,
      exit: exit.port.procedure,
      from: entry.instance.type.name,
    }
  }

  #exit({ instance, port }: PortName): End {
    const found = this.#instance(instance)
    return this.#port(found, found.type.exits, port, 'exit')
  }

  #entry({ instance, port }: PortName): End {
    const found = this.#instance(instance)
    return this.#port(found, found.type.entries, port, 'entry')
  }

  #port(instance: Instance, ports: readonly Port[], name: Name, what: 'entry' | 'exit'): End {
    const port = ports.find((candidate) => candidate.name === name.text)
    if (port === undefined)
      throw unknown(
        name,
        `an ${what} port of ${instance.name}`,
        ports.map((candidate) => candidate.name),
      )
    return endOf(instance, port)
  }

  #instance(name: Name): Instance {
    const found = this.#instances.get(name.text)
    if (found?.deleted === true)
      throw problem(name, `expected an instance, got \`${name.text}\`, which has been deleted`)
    if (found !== undefined) return found
    throw unknown(name, 'an instance', [...this.#instances.keys()])
  }

  #endOf({ task, port }: TaskPort): End {
    return endOf(this.#instances.get(task.name)!, port)
  }

  #join(exit: End, entry: End): void {
    this.#links.set(keyOf(exit), { exit, entry })
    this.#routes.push([exit.instance.type.name, entry.instance.type.name])
  }

  #touch(station: string): void {
    if (station !== line) this.#touched.add(station)
  }

  #checkMappers(station: string): void {
    const { representations, to, support } = this.#update
    const unmapped = [...representations].filter(
      (id) => to.data.has(id) && !support.mappers.has(id) && taskOf(to, id) === station,
    )
    this.#refusals.push(
      ...unmapped.map((change) => ({
        change,
        rule: 'its representation changes, and its state can be copied only with a mapper',
      })),
    )
  }

  /** A station has room for the task that runs there, and for the one that takes its place. */
  #checkInstances(): Refusal[] {
    const created = [...this.#instances.values()].filter(({ age }) => age === 'created')
    const stations = Map.groupBy(created, ({ type }) => type.name)
    return [...stations].flatMap(([station, instances]): Refusal[] => {
      const running = this.#instances.get(station)
      const change = `create ${instances.map(({ name }) => name).join(', ')} of ${station}`
      if (running?.age !== 'running') return [{ change, rule: `there is no station for ${station}` }]
      if (instances.length > 1 || instances[0]?.deleted === true)
        return [{ change, rule: 'a station takes one new instance at a time' }]
      return running.deleted ? [] : [{ change, rule: `a station runs one instance at a time: delete ${station}` }]
    })
  }

  #checkLinks(): Refusal[] {
    const lives = [...this.#instances.values()].filter(({ deleted }) => !deleted)
    const open = lives.flatMap((instance) =>
      instance.type.exits.map((port) => endOf(instance, port)).filter((exit) => !this.#links.has(keyOf(exit))),
    )
    const dangling = [...this.#links.values()].filter(
      ({ exit, entry }) => !exit.instance.deleted && entry.instance.deleted,
    )
    return [
      ...open.map(({ text }) => ({
        change: text,
        rule: 'the exit port is linked to nothing; a partner that the program picks while it runs must be linked too',
      })),
      ...dangling.map(({ exit, entry }) => ({
        change: `${exit.text} to ${entry.text}`,
        rule: `${entry.instance.name} is deleted while something is linked to it`,
      })),
    ]
  }
}

function endOf(instance: Instance, port: Port): End {
  return { instance, port, text: `${instance.name}.${port.name}` }
}

function keyOf({ instance, port }: End): string {
  return `${instance.name}.${port.name}`
}

function problem({ text, at }: Name, message: string): SyntaxProblem {
  return new SyntaxProblem(message, at, text.length)
}

/** @param what with its article: `a task module` */
function unknown(name: Name, what: string, known: readonly string[]): SyntaxProblem {
  const nearest = sortByNearness(name.text, new Set(known)).slice(0, fewNames)
  return problem(
    name,
    `expected the name of ${what}, got \`${name.text}\`; did you mean ${nearest.join(', ') || '(there is none)'}?`,
  )
}
