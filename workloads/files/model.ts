import type { Model } from '../contract.ts'
import type {
  Attributes,
  ChangeMode,
  Create,
  Data,
  Done,
  Grant,
  Link,
  Open,
  Path,
  Read,
  Remove,
  Reply,
  Request,
  Stat,
  Status,
  Write,
} from './protocol.ts'

export function createModel(): Model<Request, Reply> {
  return new FileSystemModel()
}

/** What the releases do differently, by the number of the first that does it. */
const firstWithGrants = 3
const firstWithStrictQuota = 4
const firstWithLinks = 5

const volumeBlocks = 4_194_304

/** Requests that may still end under an older release after a newer one has begun to serve: 64 processes have one each. */
const stragglers = 64

interface File {
  readonly owner: number
  mode: number
  readonly grants: Map<number, number>
  readonly contents: number[]
  names: number
  opens: number
}

/** The right reply, and what serving the request changes. */
interface Answer {
  readonly reply: Reply
  readonly effect?: () => void
}

/**
 * A file server as its specification says, slow and plain: the README has the specification. Its state is that of all
 * releases at once, so that it can follow a program from one release to the next and back again.
 */
class FileSystemModel implements Model<Request, Reply> {
  readonly #files = new Map<string, File>()
  readonly #open = new Map<number, { readonly file: File; readonly rights: number }>()
  readonly #limits = new Map<number, number>()
  readonly #used = new Map<number, number>()
  #fileCount = 0
  #runWithoutGrants = 0

  reply(request: Request, version: string): Reply {
    return this.#answer(request, releaseOf(version)).reply
  }

  apply(request: Request, version: string): void {
    const release = releaseOf(version)
    this.#answer(request, release).effect?.()
    this.#noteRelease(release)
  }

  #answer(request: Request, release: number): Answer {
    switch (request.kind) {
      case 'create':
        return this.#create(request, release)
      case 'open':
        return this.#openFile(request, release)
      case 'read':
        return this.#read(request)
      case 'write':
        return this.#write(request, release)
      case 'close':
        return this.#open.has(request.fid) ? done(() => this.#close(request.fid)) : refused(4)
      case 'remove':
        return this.#administer(request, (file) => () => this.#remove(request, file))
      case 'stat':
        return { reply: this.#stat(request, release) }
      case 'chmod':
        return this.#administer(request, (file) => () => void (file.mode = request.mode))
      case 'grant':
        if (release < firstWithGrants) return refused(7)
        return this.#administer(request, (file) => () => setRights(file, request))
      case 'link':
        return release < firstWithLinks ? refused(7) : this.#link(request)
      case 'limit':
        return done(() => this.#limits.set(request.user, request.blocks))
      case 'usage':
        return { reply: this.#usage(request.user) }
    }
  }

  #create(request: Create, release: number): Answer {
    if (this.#files.has(keyOf(request))) return refused(2)
    if (!this.#fits(request.user, request.blocks, release)) return refused(5)
    return done(() => {
      const contents = sequence(request.content, request.blocks)
      this.#files.set(keyOf(request), {
        owner: request.user,
        mode: request.mode,
        grants: new Map(),
        contents,
        names: 1,
        opens: 0,
      })
      this.#fileCount++
      this.#use(request.user, request.blocks)
    }, request.blocks)
  }

  #openFile(request: Open, release: number): Answer {
    const file = this.#files.get(keyOf(request))
    if (file === undefined) return refused(1)
    const rights = request.user === 0 ? 7 : rightsOf(file, request.user, release)
    if ((rights & request.wanted) !== request.wanted) return refused(3)
    return done(() => {
      file.opens++
      this.#close(request.fid)
      this.#open.set(request.fid, { file, rights: request.wanted })
    }, file.contents.length)
  }

  #read({ fid, block }: Read): Answer {
    const open = this.#open.get(fid)
    if (open === undefined) return noData(4)
    if ((open.rights & 4) === 0) return noData(3)
    const content = open.file.contents[block]
    return content === undefined ? noData(6) : { reply: { kind: 'data', status: 0, content } satisfies Data }
  }

  #write({ fid, block, count, content }: Write, release: number): Answer {
    const open = this.#open.get(fid)
    if (open === undefined) return refused(4)
    if ((open.rights & 2) === 0) return refused(3)
    const { contents, owner } = open.file
    if (block > contents.length) return refused(6)
    const size = Math.max(contents.length, block + count)
    const added = size - contents.length
    if (added > 0 && !this.#fits(owner, added, release)) return refused(5)
    return done(() => {
      contents.splice(block, count, ...sequence(content, count))
      this.#use(owner, added)
    }, size)
  }

  #stat(path: Stat, release: number): Attributes {
    const file = this.#files.get(keyOf(path))
    const nothing = { kind: 'attributes', status: 1, owner: 0, mode: 0, grants: 0, size: 0, links: 0 } as const
    if (file === undefined) return nothing
    const { owner, mode, contents, names } = file
    const grants = release < firstWithGrants ? 0 : file.grants.size
    return { kind: 'attributes', status: 0, owner, mode, grants, size: contents.length, links: names }
  }

  #link(request: Link): Answer {
    const second = `${request.toDirectory}/${request.toName}`
    const isTaken = this.#files.has(keyOf(request)) && this.#files.has(second)
    if (isTaken) return refused(2)
    return this.#administer(request, (file) => () => {
      this.#files.set(second, file)
      file.names++
    })
  }

  /** What only the owner may do, and the superuser. */
  #administer(request: ChangeMode | Grant | Link | Remove, getEffect: (file: File) => () => void): Answer {
    const file = this.#files.get(keyOf(request))
    if (file === undefined) return refused(1)
    return request.user === 0 || request.user === file.owner ? done(getEffect(file)) : refused(3)
  }

  #usage(user: number): Reply {
    const all = [...this.#used.values()].reduce((sum, blocks) => sum + blocks, 0)
    return {
      kind: 'usage',
      used: this.#used.get(user) ?? 0,
      limit: this.#limits.get(user) ?? 0,
      freeBlocks: volumeBlocks - all,
      files: this.#fileCount,
      openFiles: this.#open.size,
    }
  }

  #remove(path: Path, file: File): void {
    this.#files.delete(keyOf(path))
    file.names--
    this.#discardUnused(file)
  }

  #close(fid: number): void {
    const file = this.#open.get(fid)?.file
    if (file === undefined) return
    this.#open.delete(fid)
    file.opens--
    this.#discardUnused(file)
  }

  #discardUnused({ owner, contents, names, opens }: File): void {
    if (names > 0 || opens > 0) return
    this.#use(owner, -contents.length)
    this.#fileCount--
  }

  #use(user: number, blocks: number): void {
    this.#used.set(user, (this.#used.get(user) ?? 0) + blocks)
  }

  /** At first only who had reached the limit was refused, now whoever would go beyond it. */
  #fits(user: number, blocks: number, release: number): boolean {
    const used = this.#used.get(user) ?? 0
    const limit = this.#limits.get(user) ?? 0
    return release < firstWithStrictQuota ? used < limit : used + blocks <= limit
  }

  /**
   * Rights of single users are gone when a release that does not know of them has been backed out to. It is taken to
   * have been when it serves more than stragglers.
   */
  #noteRelease(release: number): void {
    this.#runWithoutGrants = release < firstWithGrants ? this.#runWithoutGrants + 1 : 0
    if (this.#runWithoutGrants !== stragglers + 1) return
    for (const file of this.#files.values()) file.grants.clear()
    for (const { file } of this.#open.values()) file.grants.clear()
  }
}

function rightsOf(file: File, user: number, release: number): number {
  const { owner, mode, grants } = file
  if (user === owner) return mode >> 6
  const own = release < firstWithGrants ? undefined : grants.get(user)
  if (own !== undefined) return own
  const isSameGroup = Math.floor(user / 8) === Math.floor(owner / 8)
  return isSameGroup ? (mode >> 3) % 8 : mode % 8
}

/** The owner's rights are in the permission bits. */
function setRights(file: File, { to, rights }: Grant): void {
  if (to === file.owner) file.mode = (file.mode % 64) + 64 * rights
  else file.grants.set(to, rights)
}

function keyOf({ directory, name }: Path): string {
  return `${directory}/${name}`
}

function sequence(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => (first + index) | 0)
}

function done(effect: () => void, size = 0): Answer {
  return { reply: { kind: 'done', status: 0, size } satisfies Done, effect }
}

function refused(status: Status): Answer {
  return { reply: { kind: 'done', status, size: 0 } satisfies Done }
}

function noData(status: Status): Answer {
  return { reply: { kind: 'data', status, content: 0 } satisfies Data }
}

const releases: Readonly<Record<string, number>> = { v1: 1, v2: 2, v3: 3, v4: 4, v5: 5, v6: 6 }

function releaseOf(version: string): number {
  const release = releases[version]
  if (release === undefined) {
    throw new Error(`No release ${version}; expected one of ${Object.keys(releases).join(', ')}.`)
  }
  return release
}
