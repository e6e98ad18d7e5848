import type { Data, Done, Open, Read, Reply, Status, Write } from '../protocol.ts'
import { charge } from './accounts.ts'
import { mayOpen } from './access.ts'
import { appendBlocks, countOpens, locate, ownerOf, sizeOf } from './inodes.ts'
import { lookUp } from './names.ts'
import { dropOpen, enterOpen, findOpen } from './open-files.ts'
import { readBlock, writeBlock } from './volume.ts'

const noFile = 1
const denied = 3
const notOpen = 4
const overQuota = 5
const beyondEnd = 6

/** Rights that a client asks for when it opens a file. */
const toRead = 4
const toWrite = 2

export function openFile(request: Open): Done {
  const file = lookUp(request)
  if (file === 0) return refuse(noFile)
  if (!mayOpen(request.user, file, request.wanted)) return refuse(denied)
  const size = sizeOf(file)
  // First the new one: both may be the same file, and its last name may be gone.
  countOpens(file, 1)
  closeFile(request.fid)
  enterOpen(request.fid, file, request.wanted)
  return { kind: 'done', status: 0, size }
}

export function closeFile(fid: number): Status {
  const file = dropOpen(fid)
  if (file === 0) return notOpen
  countOpens(file, -1)
  return 0
}

export function readFile({ fid, block }: Read): Data | Promise<Data> {
  const open = findOpen(fid)
  if (open === undefined) return noData(notOpen)
  if (!open.allows(toRead)) return noData(denied)
  if (block >= sizeOf(open.file)) return noData(beyondEnd)
  const content = readBlock(locate(open.file, block))
  return content instanceof Promise ? readLater(content) : { kind: 'data', status: 0, content }
}

/** What the disk has been asked for. */
async function readLater(content: Promise<number>): Promise<Data> {
  return { kind: 'data', status: 0, content: await content }
}

export function writeFile({ fid, block, count, content }: Write): Reply {
  const open = findOpen(fid)
  if (open === undefined) return refuse(notOpen)
  if (!open.allows(toWrite)) return refuse(denied)
  const { file } = open
  const size = sizeOf(file)
  if (block > size) return refuse(beyondEnd)
  const added = Math.max(0, block + count - size)
  if (added > 0 && !charge(ownerOf(file), added)) return refuse(overQuota)
  for (let index = 0; index < count - added; index++) writeBlock(locate(file, block + index), (content + index) | 0)
  appendBlocks(file, added, content + count - added)
  return { kind: 'done', status: 0, size: size + added }
}

function refuse(status: Status): Done {
  return { kind: 'done', status, size: 0 }
}

function noData(status: Status): Data {
  return { kind: 'data', status, content: 0 }
}
