/** The procedure with which a program begins; each process is one activation of it. */
export const entryProcedure = 'main.ts#main'
