/** What a client may do with a file that it has open. */
export class OpenFile {
  file: number
  rights: number

  constructor(file: number, rights: number) {
    this.file = file
    this.rights = rights
  }

  allows(wanted: number): boolean {
    return (this.rights & wanted) === wanted
  }
}

/** By the number that the client chose. */
const openFiles = new Map<number, OpenFile>()

export function findOpen(fid: number): OpenFile | undefined {
  return openFiles.get(fid)
}

export function enterOpen(fid: number, file: number, rights: number): void {
  openFiles.set(fid, new OpenFile(file, rights))
}

/** The number of the file that was open, which is so no more; 0 where none was. */
export function dropOpen(fid: number): number {
  const open = openFiles.get(fid)
  if (open === undefined) return 0
  openFiles.delete(fid)
  return open.file
}

export function countOpen(): number {
  return openFiles.size
}
