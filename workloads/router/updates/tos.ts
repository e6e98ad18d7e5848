import { lookup } from '../v4/fib.ts'

/** An old caller does not say what kind of traffic it looks up a route for: ordinary traffic. */
export const interprocedures = {
  'fib.ts#lookup': (destination: number): number => lookup(destination, 0),
}
