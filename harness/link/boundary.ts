import type { Adt, Procedure, Suspension } from '../program/program.ts'
import type { Edit } from './edit.ts'
import type { Emission } from './emission.ts'
import { isUninterruptible } from './leaf.ts'

/** What is put around and into a procedure: the linkage's boundary, its statement for constructors, and the trace. */
export class BoundaryWriter {
  readonly #emission: Emission

  constructor(emission: Emission) {
    this.#emission = emission
  }

  write(procedure: Procedure, edit: Edit): void {
    if (this.#emission.options.traced === true) {
      for (const suspension of procedure.suspensions.toReversed()) traceSuspension(suspension, edit)
    }
    const { enter, exit } = this.#texts(procedure)
    const adt = procedure.form === 'constructor' ? this.#emission.program.adts.get(procedure.adt ?? '') : undefined
    const construct = adt === undefined ? '' : this.#construct(adt)
    const opening = exit === '' ? enter : `${enter}try{`
    const closing = exit === '' ? construct : `${construct}}finally{${exit}}`
    if (opening + closing === '') return
    // A class without a parent runs the initialisers of its fields before the body: with one, `super` says when.
    const needsParent = adt !== undefined && adt.extends === undefined && adt.busyFields && opening !== ''
    if (needsParent) edit.before(adt.bodyStart, ' extends $base')
    const start = needsParent ? `${opening}super();` : opening
    const { body } = procedure
    if (body === undefined) {
      if (adt !== undefined) {
        edit.after(
          adt.bodyStart + 1,
          adt.extends === undefined
            ? `constructor(){${start}${closing}}`
            : `constructor(...$a){${start}super(...$a);${closing}}`,
        )
      }
    } else if (body.expression) {
      edit.before(body.start, `{${start}return (`)
      edit.after(body.end, `)${closing}}`)
    } else {
      edit.after(body.start + 1, start)
      edit.before(body.end - 1, closing)
    }
  }

  /** What a constructor does once the object has its fields. */
  #construct(adt: Adt): string {
    const { linkage, options, version } = this.#emission
    const own = linkage.construct?.(adt) ?? ''
    const traced =
      options.traced === true ? `$x.construct(${JSON.stringify(version)},${JSON.stringify(adt.id)},this);` : ''
    return own + traced === '' ? '' : `;${own};${traced}`
  }

  #texts(procedure: Procedure): { enter: string; exit: string } {
    const { linkage, options, program, version } = this.#emission
    const place = this.#emission.place(procedure)
    const { boundary } = linkage
    const elided =
      boundary === undefined ||
      (boundary.skipLeaves && options.traced !== true && isUninterruptible(procedure, program))
    const enter = elided ? '' : boundary.enter(procedure, place)
    const exit = elided ? '' : boundary.exit(procedure, place)
    if (options.traced !== true) return { enter, exit }
    const self =
      procedure.adt === undefined || procedure.static || procedure.form === 'constructor' ? 'undefined' : 'this'
    return {
      enter: `const $q=$x.enter(${JSON.stringify(version)},${place},${self});${enter}`,
      exit: `${exit}$x.exit($q);`,
    }
  }
}

/** Keeps the trace's notion of who runs now right across suspensions. */
function traceSuspension({ kind, start, end, operand }: Suspension, edit: Edit): void {
  switch (kind) {
    case 'handler':
      edit.after(start + 1, '$x.resume($q);')
      return
    case 'for-await':
      edit.before(start, '$x.iterate($q,(')
      edit.after(end, '))')
      return
    case 'await':
    case 'yield':
      edit.before(start, operand < end ? '$x.resume($q,(' : '$x.resume($q,($x.suspend($q),')
      if (operand < end) edit.before(operand, '$x.suspend($q,(')
      edit.after(end, operand < end ? '))))' : '))')
  }
}
