/** Who reads and who writes must agree on which cache is in force, or what is read may be out of date. */
export const groups = [['files.ts#readFile', 'files.ts#writeFile', 'inodes.ts#appendBlocks']]
