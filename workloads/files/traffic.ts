import type { Random } from '../../harness/load/random.ts'
import type { Parameter, Parameters, Traffic } from '../contract.ts'
import { digest } from './digest.ts'
import type { Open, Path, Reply, Request } from './protocol.ts'

export const parameters = {
  processes: { default: 1, minimum: 1, maximum: 64, summary: 'concurrent activations of main' },
  objects: {
    default: 100_000,
    minimum: 100,
    maximum: 1_000_000,
    smoke: 1000,
    summary: 'files made before anything is measured',
  },
  probes: {
    default: 2000,
    minimum: 10,
    maximum: 10_000,
    smoke: 400,
    summary: 'requests at the end that show the final state',
  },
} as const satisfies Record<string, Parameter>

const users = 64
const superuser = 0
/** Files of a directory, at the start. */
const filesPerDirectory = 64
/** Half of what is done to open files is done to so many of them. */
const popularFids = 256
/** Blocks that a user's files have on average at the start, by file. */
const blocksPerFile = 2.5
const modes = Uint16Array.of(0o600, 0o640, 0o644, 0o644, 0o660, 0o664, 0o444, 0o666)
const readOnly = 4
const readAndWrite = 6

/**
 * First the limits of all users, then the files, of which one in 16 is then opened; and then clients open, read, write,
 * make and remove files. What a request does is decided by one draw, to what by a second, the rest by a third.
 */
export function createTraffic(values: Parameters): Traffic<Request, Reply> {
  const objects = values['objects'] ?? parameters.objects.default
  const probes = values['probes'] ?? parameters.probes.default
  const fids = Math.max(1, objects >> 4)
  const limit = Math.ceil((objects / (users - 1)) * blocksPerFile * 1.05) + 4
  const clients = new Clients(objects, fids)
  return {
    setup: users + objects + fids,
    request(id, random) {
      if (id < users) return { kind: 'limit', user: id, blocks: limit }
      const file = id - users
      if (file < objects) return clients.create(file, 1 + (Math.floor(file / (users - 1)) & 3), random)
      if (file < objects + fids) return clients.open(file - objects, random)
      return clients.request(random)
    },
    // A block that is read may get into the cache, which no reply shows.
    changesState: ({ kind }) => kind !== 'read' && kind !== 'stat' && kind !== 'usage',
    probes,
    probe: (index) => createProbe(index, Math.max(1, Math.floor((objects * 4) / probes)), objects, fids),
    digest,
  }
}

/** What the users' machines ask for. */
class Clients {
  readonly #objects: number
  readonly #fids: number

  constructor(objects: number, fids: number) {
    this.#objects = objects
    this.#fids = fids
  }

  /** Of 1024 requests: 448 read, 160 write, 160 open, 16 close, 192 stat, 24 make, 8 remove; 16 are about rights or names. */
  request(random: Random): Request {
    const dice = random.next()
    const share = dice & 1023
    if (share < 448) return { kind: 'read', fid: this.#fid(random), block: (dice >>> 10) & 3 }
    if (share < 608) {
      const content = random.next() | 0
      return {
        kind: 'write',
        fid: this.#fid(random),
        block: (dice >>> 10) & 3,
        count: 1 + ((dice >>> 12) & 1),
        content,
      }
    }
    if (share < 768) return this.open(random.below(this.#fids), random)
    if (share < 784) return { kind: 'close', fid: random.below(this.#fids) }
    const file = random.below(this.#objects)
    if (share < 976) return { kind: 'stat', ...pathOf(file) }
    if (share < 1000) return this.create(file, 1 + ((dice >>> 10) & 3), random)
    if (share < 1008) return { kind: 'remove', user: ownerOf(file), ...pathOf(file) }
    return this.#administer(file, dice >>> 10, random)
  }

  /** User 0 is the superuser, who owns nothing here. */
  create(file: number, blocks: number, random: Random): Request {
    const dice = random.next()
    const content = random.next() | 0
    return { kind: 'create', user: ownerOf(file), ...pathOf(file), mode: modes[dice & 7]!, blocks, content }
  }

  /** Three in four open what is their own; one in 64 is the superuser. */
  open(fid: number, random: Random): Open {
    const file = random.below(this.#objects)
    const dice = random.next()
    const stranger = (dice & 0xfc) === 0 ? superuser : (dice >>> 8) & (users - 1)
    const user = (dice & 3) === 0 ? stranger : ownerOf(file)
    return { kind: 'open', user, fid, ...pathOf(file), wanted: (dice & 0x10_0000) === 0 ? readOnly : readAndWrite }
  }

  #administer(file: number, dice: number, random: Random): Request {
    const user = (dice & 4) === 0 ? ownerOf(file) : dice >>> 16
    switch (dice & 3) {
      case 0:
        return { kind: 'chmod', user, ...pathOf(file), mode: modes[(dice >>> 3) & 7]! }
      case 1:
        return { kind: 'grant', user, ...pathOf(file), to: (dice >>> 3) & (users - 1), rights: (dice >>> 9) & 6 }
      case 2: {
        const other = pathOf(random.below(this.#objects))
        return { kind: 'link', user, ...pathOf(file), toDirectory: other.directory, toName: other.name }
      }
      default:
        return { kind: 'usage', user: (dice >>> 3) & (users - 1) }
    }
  }

  #fid(random: Random): number {
    const draw = random.next()
    const range = (draw & 1) === 0 ? Math.min(popularFids, this.#fids) : this.#fids
    return Math.floor((draw / 0x1_0000_0000) * range)
  }
}

/**
 * Along the files, in steps: the superuser opens one, adds a block, reads its first one, and asks what it is. A block
 * that two files have shows in what is read; the last requests ask how much there is of everything.
 */
function createProbe(index: number, step: number, objects: number, fids: number): Request {
  const file = ((index >> 2) * step) % objects
  if (index % 64 === 63) return { kind: 'usage', user: (index >> 6) % users }
  switch (index & 3) {
    case 0:
      return { kind: 'open', user: superuser, fid: fids, ...pathOf(file), wanted: readAndWrite }
    case 1:
      return { kind: 'write', fid: fids, block: 1, count: 2, content: Math.imul(index, 0x9e37_79b1) }
    case 2:
      return { kind: 'read', fid: fids, block: 0 }
    default:
      return { kind: 'stat', ...pathOf(file) }
  }
}

function pathOf(file: number): Path {
  return { directory: Math.floor(file / filesPerDirectory), name: file }
}

/** Every user but the superuser has files. */
function ownerOf(file: number): number {
  return 1 + (file % (users - 1))
}
