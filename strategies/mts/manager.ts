import type { SiteAccess } from '../../harness/host/agent.ts'
import type { Image, ProcedureImage } from '../../harness/link/image.ts'
import { placeImage, sharedComponent } from '../../harness/link/place-image.ts'
import type { Space } from '../../harness/link/space.ts'
import { entryProcedure } from '../../harness/program/entry.ts'
import type { Line, Outside } from '../../harness/host/main-arguments.ts'
import type { Dependency } from './dependency.ts'
import { Service, type Version } from './service.ts'
import { Sessions } from './sessions.ts'

type Async = (...values: readonly unknown[]) => Promise<unknown>

/** The service manager: whoever wants something of a service asks it, and it knows which version that is. */
export class ServiceManager {
  readonly services = new Map<string, Service>()
  readonly #site: SiteAccess
  readonly #sessions: Sessions[] = []
  readonly #left: (version: Version) => void

  /** @param left called when a version's last user leaves */
  constructor(site: SiteAccess, left: (version: Version) => void) {
    this.#site = site
    this.#left = left
  }

  /** Makes each component of the first version a service. A program without components is one. */
  start(first: Space): void {
    for (const name of findServices(first.image))
      this.services.set(name, new Service(name, this.loadService(name, first.image), first, this.#left))
    this.bindCurrent()
    first.bind(entryProcedure, (line: Line<unknown, unknown>, outside: Outside) => this.#serve(line, outside))
  }

  bindCurrent(): void {
    for (const { name, current } of this.services.values()) this.bind(name, current.code)
  }

  /** Binds a service's code in its own tables: what it asks of other services, it asks the manager. */
  bind(service: string, code: Space): void {
    for (const procedure of code.image.procedures) {
      if (procedure.remote === true) code.bind(procedure.id, this.#createRequest(service, procedure))
      else if (code.has(procedure.id)) code.bind(procedure.id)
    }
  }

  /** Loads a service's code of a version; nothing of it is bound yet. */
  loadService(name: string, image: Image): Space {
    const code = this.#site.createSpace(placeImage(image, [name]))
    code.load()
    return code
  }

  disable(services: ReadonlySet<string>): void {
    for (const name of services) this.services.get(name)?.disable(services)
  }

  enable(services: ReadonlySet<string>): void {
    for (const name of services) this.services.get(name)?.enable()
    for (const sessions of this.#sessions) sessions.lookUp()
  }

  /** New requests to the services that changed get the new version from now on: all in one step. */
  replace({ changed }: Dependency, codes: ReadonlyMap<string, Space>): void {
    const [version] = codes.values()
    for (const name of changed) this.services.get(name)!.replace(codes.get(name)!, version!)
    for (const sessions of this.#sessions) sessions.lookUp()
  }

  /** Who still uses what. */
  describeUsers(services: Iterable<string>): string {
    return [...services]
      .flatMap((name) => this.services.get(name) ?? [])
      .filter(({ users }) => users > 0)
      .map(({ name, users }) => `service ${name} has ${users} users`)
      .join(', ')
  }

  /** What stands, in the code of one service, for a procedure of another. */
  #createRequest(caller: string, { id, component }: ProcedureImage): Async {
    const request = async (...values: readonly unknown[]): Promise<unknown> => {
      const service = this.services.get(component)
      if (service === undefined) throw new Error(`there is no service ${component}, of which ${id} is asked`)
      if (service.isClosedTo(caller)) await service.opened()
      const version = service.enter()
      try {
        return await (version.code.code(id) as Async)(...values)
      } finally {
        service.leave(version)
      }
    }
    return request
  }

  #serve(line: Line<unknown, unknown>, outside: Outside): Promise<void> {
    const entry = [...this.services.values()].find(({ current: { code } }) => code.image.procedures.some(isEntry))
    if (entry === undefined) throw new Error(`no service has ${entryProcedure}`)
    const sessions = new Sessions(entry, line, ({ code }, ...values) => (code.code(entryProcedure) as Async)(...values))
    this.#sessions.push(sessions)
    return sessions.serve(outside)
  }
}

function isEntry({ id, remote }: ProcedureImage): boolean {
  return id === entryProcedure && remote !== true
}

/** Components, and what is of none where `main` is there or there is nothing else. */
function findServices({ procedures }: Image): string[] {
  const components = new Set(procedures.map(({ component }) => component))
  const entry = procedures.find(({ id }) => id === entryProcedure)?.component
  return [...components].filter((name) => name !== sharedComponent || name === entry)
}
