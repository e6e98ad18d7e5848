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
    for (const suspension of procedure.suspensions.toReversed()) {
      if (this.#tellsSuspensions(procedure)) writeSuspension(suspension, linked, edit)
      if (this.#emission.options.traced === true) writeSuspension(suspension, traced, edit)
    }
    const { enter, caught, exit } = this.#texts(procedure)
    const adt = procedure.form === 'constructor' ? this.#emission.program.adts.get(procedure.adt ?? '') : undefined
    const construct = adt === undefined ? '' : this.#construct(adt)
    const handlers = `${caught === '' ? '' : `catch($e){${caught}}`}${exit === '' ? '' : `finally{${exit}}`}`
    const opening = handlers === '' ? enter : `${enter}try{`
    const closing = handlers === '' ? construct : `${construct}}${handlers}`
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

  #tellsSuspensions(procedure: Procedure): boolean {
    const { suspensions = false } = this.#emission.linkage.boundary ?? {}
    if (!canSuspend(procedure)) return false
    return typeof suspensions === 'boolean' ? suspensions : suspensions(procedure, this.#emission.program)
  }

  #texts(procedure: Procedure): { enter: string; caught: string; exit: string } {
    const { linkage, options, program, version } = this.#emission
    const place = this.#emission.place(procedure)
    const { boundary } = linkage
    const interruptible = options.traced === true || !isUninterruptible(procedure, program)
    const isBare = boundary === undefined || this.#emission.isLeftOut(procedure)
    const enter = isBare ? '' : boundary.enter(procedure, place, program, interruptible)
    const caught = isBare ? '' : (boundary.caught?.(procedure, place, program, interruptible) ?? '')
    const exit = isBare ? '' : boundary.exit(procedure, place, program, interruptible)
    if (options.traced !== true) return { enter, caught, exit }
    const self =
      procedure.adt === undefined || procedure.static || procedure.form === 'constructor' ? 'undefined' : 'this'
    const trace = `const $q=$x.enter(${JSON.stringify(version)},${place},${self});`
    // Where the trace itself takes notice of commands, the linkage must know of the activation by then.
    return {
      enter: boundary?.notices === false ? `${enter}${trace}` : `${trace}${enter}`,
      caught,
      exit: `${exit}$x.exit($q);`,
    }
  }
}

/** Who is told of suspensions, and by which token it knows the activation. */
interface Listener {
  readonly object: string
  readonly token: string
}

const traced: Listener = { object: '$x', token: '$q' }
const linked: Listener = { object: '$h', token: '$s' }

/** Whether a procedure can be left and gone on with before it returns. */
export function canSuspend({ async, generator }: Pick<Procedure, 'async' | 'generator'>): boolean {
  return async || generator
}

/** Keeps a listener's notion of who runs now right across suspensions. */
function writeSuspension({ kind, start, end, operand }: Suspension, { object, token }: Listener, edit: Edit): void {
  const suspend = `${object}.suspend(${token}`
  const resume = `${object}.resume(${token}`
  switch (kind) {
    case 'handler':
      edit.after(start + 1, `${resume});`)
      return
    case 'for-await':
      edit.before(start, `${object}.iterate(${token},(`)
      edit.after(end, '))')
      return
    case 'await':
    case 'yield':
      edit.before(start, operand < end ? `${resume},(` : `${resume},(${suspend}),`)
      if (operand < end) edit.before(operand, `${suspend},(`)
      edit.after(end, operand < end ? '))))' : '))')
  }
}
