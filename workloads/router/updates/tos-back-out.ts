import { lookup } from '../v3/fib.ts'

/** All traffic takes the same path again. */
export const interprocedures = {
  'fib.ts#lookup': (destination: number, _tos: number): number => lookup(destination),
}
