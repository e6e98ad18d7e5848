/** What clients ask of the server. Users are numbered 0 … 63; 0 is the superuser. */
export type Request =
  | Create
  | Open
  | Read
  | Write
  | Close
  | Remove
  | Stat
  | ChangeMode
  | Grant
  | Link
  | SetLimit
  | Usage

export type Reply = Done | Data | Attributes | UsageReport

/** A name in a directory. Both are numbers here: what people write is looked up by the clients' libraries. */
export interface Path {
  readonly directory: number
  readonly name: number
}

/** Makes a file with its first blocks: content, content + 1, … */
export interface Create extends Path {
  readonly kind: 'create'
  readonly user: number
  /** Nine permission bits as in Unix: read, write, execute for owner, group and others. */
  readonly mode: number
  readonly blocks: number
  readonly content: number
}

/** Clients choose the numbers of open files, as in 9P; opening closes what had the number before. */
export interface Open extends Path {
  readonly kind: 'open'
  readonly user: number
  readonly fid: number
  /** Sum of 4 (read) and 2 (write). */
  readonly wanted: number
}

export interface Read {
  readonly kind: 'read'
  readonly fid: number
  /** Block within the file. */
  readonly block: number
}

/** Writes `count` blocks from `block` on: content, content + 1, … A file grows at its end, without holes. */
export interface Write {
  readonly kind: 'write'
  readonly fid: number
  readonly block: number
  readonly count: number
  readonly content: number
}

interface Close {
  readonly kind: 'close'
  readonly fid: number
}

/** Takes a name away; the file goes with its last name, or with the last client that has it open. */
export interface Remove extends Path {
  readonly kind: 'remove'
  readonly user: number
}

export interface Stat extends Path {
  readonly kind: 'stat'
}

export interface ChangeMode extends Path {
  readonly kind: 'chmod'
  readonly user: number
  readonly mode: number
}

/** Gives one user rights of their own, fewer or more than the permission bits do. */
export interface Grant extends Path {
  readonly kind: 'grant'
  readonly user: number
  readonly to: number
  readonly rights: number
}

/** Gives a file a second name. */
export interface Link extends Path {
  readonly kind: 'link'
  readonly user: number
  readonly toDirectory: number
  readonly toName: number
}

/** Sets how many blocks the files of a user may have together. */
interface SetLimit {
  readonly kind: 'limit'
  readonly user: number
  readonly blocks: number
}

interface Usage {
  readonly kind: 'usage'
  readonly user: number
}

/**
 * What became of a request: 0 done · 1 no such file · 2 there is one of that name · 3 not permitted · 4 not open ·
 * 5 over quota · 6 beyond the end · 7 not supported
 */
export type Status = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7

export interface Done {
  readonly kind: 'done'
  readonly status: Status
  /** Blocks of the file that was created, opened or written; 0 otherwise. */
  readonly size: number
}

export interface Data {
  readonly kind: 'data'
  readonly status: Status
  /** 32 bits that stand for a block of bytes. */
  readonly content: number
}

export interface Attributes {
  readonly kind: 'attributes'
  readonly status: Status
  readonly owner: number
  readonly mode: number
  /** Users with rights of their own. */
  readonly grants: number
  readonly size: number
  readonly links: number
}

interface UsageReport {
  readonly kind: 'usage'
  /** Blocks that the user's files have, and may have. */
  readonly used: number
  readonly limit: number
  /** Of the whole volume. */
  readonly freeBlocks: number
  readonly files: number
  readonly openFiles: number
}
