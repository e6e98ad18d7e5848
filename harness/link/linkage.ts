import type { Adt, Procedure, Program } from '../program/program.ts'

/**
 * How a strategy binds a program: what it puts between a procedure and its callers, and so what every call pays.
 *
 * Text given here becomes part of the program. It may use
 *   `$c`  Int32Array of this version: activations of procedure i at `$c[i]`
 *   `$f`  Int32Array shared with the controller: `$f[0]` is negative while a command waits for the site
 *   `$h`  the hooks that the strategy's `hooks(site)` returns
 *   `$t`  the table of the module that the procedure called is of
 */
export interface Linkage {
  /** `scope`: plain calls in one scope, nothing can be rebound. `units`: each procedure on its own, bound through tables. */
  readonly form: 'scope' | 'units'
  /** One table for all versions (a transfer vector), or a binding table in each version's space. */
  readonly tables: 'shared' | 'per-version'
  /** A later version's methods have slots of their own, whatever changed in them: old activations go on calling the old ones. */
  readonly methods?: 'per-version'
  /** Static data stay where they are under their name, or each representation has a place of its own. */
  readonly data: 'in-place' | 'by-representation'
  /** What is done at each entry and exit. */
  readonly boundary?: Boundary
  /** The reference to a procedure; without it (or where it returns undefined) the table's entry. */
  readonly reference?: (to: Procedure, from: Procedure | undefined, entry: string) => string | undefined
  /** Statement for a constructor of the type, run once the object has its fields. */
  readonly construct?: (adt: Adt) => string
}

interface Boundary {
  /**
   * Statement run at each entry, before anything else. `index` is the procedure's place in `$c`; `interruptible` says
   * whether a command can be noticed while the procedure runs.
   */
  enter(procedure: Procedure, index: number, program: Program, interruptible: boolean): string
  /** Statement run at each exit, however it comes about; empty for none. */
  exit(procedure: Procedure, index: number, program: Program, interruptible: boolean): string
  /** Statement run where an error leaves the procedure, which is in `$e`, before `exit`; it throws it on or returns instead. */
  caught?(procedure: Procedure, index: number, program: Program, interruptible: boolean): string
  /** The text at the entries takes notice of commands; otherwise they are noticed on operations of the line. */
  readonly notices: boolean
  /**
   * A procedure that can suspend tells `$h` each time it does, and each time it goes on: `$h.suspend($s, value)`,
   * `$h.resume($s, value)`, `$h.iterate($s, iterable)`, which return the value; see `Suspensions`. `enter` declares `$s`.
   * All of them do, or those that are chosen.
   */
  readonly suspensions: boolean | ((procedure: Procedure, program: Program) => boolean)
  /** Leave out procedures during which no command can be noticed: see `isUninterruptible`, and `leftOut` of the image. */
  readonly skipLeaves: boolean
}
