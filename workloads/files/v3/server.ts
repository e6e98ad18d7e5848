import type { Reply, Request, Status } from '../protocol.ts'
import { limitOf, setLimit, usedBy } from './accounts.ts'
import { closeFile, openFile, readFile, writeFile } from './files.ts'
import { countFiles } from './inodes.ts'
import { changeMode, createFile, describeFile, grantRights, removeFile } from './names.ts'
import { countOpen } from './open-files.ts'
import { countFree } from './free-blocks.ts'

const unsupported = 7

/** Leads each request to the operation that it asks for. All that changes the file system is done before anything is awaited. */
export function serve(request: Request): Reply | Promise<Reply> {
  switch (request.kind) {
    case 'read':
      return readFile(request)
    case 'write':
      return writeFile(request)
    case 'open':
      return openFile(request)
    case 'close':
      return done(closeFile(request.fid))
    case 'stat':
      return describeFile(request)
    case 'create':
      return createFile(request)
    case 'remove':
      return done(removeFile(request))
    case 'chmod':
      return done(changeMode(request))
    case 'grant':
      return done(grantRights(request))
    case 'usage':
      return reportUsage(request.user)
    case 'limit':
      setLimit(request.user, request.blocks)
      return done(0)
    default:
      return done(unsupported)
  }
}

function reportUsage(user: number): Reply {
  return {
    kind: 'usage',
    used: usedBy(user),
    limit: limitOf(user),
    freeBlocks: countFree(),
    files: countFiles(),
    openFiles: countOpen(),
  }
}

function done(status: Status): Reply {
  return { kind: 'done', status, size: 0 }
}
