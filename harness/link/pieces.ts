import type { Adt, Constant, Datum, MemberUse, Procedure, Range, Reference, Uses } from '../program/program.ts'
import { BoundaryWriter } from './boundary.ts'
import { countNewlines, Edit } from './edit.ts'
import type { Emission } from './emission.ts'
import { callLate } from './late-call.ts'

/** Writes pieces of a program's text in which every reference is bound. */
export class Pieces {
  readonly #emission: Emission
  readonly #boundary: BoundaryWriter

  constructor(emission: Emission) {
    this.#emission = emission
    this.#boundary = new BoundaryWriter(emission)
  }

  /** A function declaration, or a function as an expression that knows its name. */
  procedure(procedure: Procedure, edits?: (edit: Edit) => void): string {
    return this.#slice(procedure, procedure, (edit) => {
      this.#bindCalls(procedure.uses, procedure, edit)
      this.#boundary.write(procedure, edit)
      edits?.(edit)
    })
  }

  /** A method without its class: a member of an object literal. */
  method(procedure: Procedure): string {
    return this.procedure(procedure, (edit) => {
      const text = edit.text(procedure)
      const at = procedure.static ? procedure.start + text.indexOf('static') : procedure.start
      if (procedure.static) edit.replace({ start: at, end: at + 'static'.length }, '')
    })
  }

  /** An arrow procedure as an expression; the literal around it gives it its name. */
  arrow(procedure: Procedure): string {
    const text = this.procedure(procedure)
    const key = JSON.stringify(procedure.name)
    const head = procedure.headless ? `${procedure.async ? 'async ' : ''}function${procedure.generator ? '*' : ''}` : ''
    return `({${key}:${head}${text}})[${key}]`
  }

  /** A class with all its methods. */
  class(adt: Adt): string {
    return this.#slice(adt, adt, (edit) => {
      for (const method of this.#methodsOf(adt)) {
        this.#bindReferences(method.references, method, edit)
        if (method.form !== 'constructor') this.#bindCalls(method.uses, method, edit)
        this.#boundary.write(method, edit)
      }
    })
  }

  /** A class without its methods, which are pieces of their own: its fields and its constructor. */
  constructorClass(adt: Adt, constructor: Procedure): string {
    return this.#slice(adt, adt, (edit) => {
      for (const method of this.#methodsOf(adt)) {
        if (method.form !== 'constructor') edit.replace(method, '\n'.repeat(countNewlines(edit.text(method))) || ' ')
      }
      this.#bindReferences(constructor.references, constructor, edit)
      this.#bindCalls(constructor.uses, constructor, edit)
      this.#boundary.write(constructor, edit)
    })
  }

  /** The initialiser of a constant or of static data. */
  initialiser(entity: Constant | Datum): string {
    const range = entity.initialiser
    if (range === undefined) return 'undefined'
    return this.#slice(entity, range, (edit) => {
      if (entity.entity === 'datum') this.#bindCalls(entity.uses, undefined, edit)
    })
  }

  #methodsOf(adt: Adt): Procedure[] {
    return adt.procedures.flatMap((id) => this.#emission.program.procedures.get(id) ?? [])
  }

  #slice(entity: Procedure | Adt | Datum | Constant, range: Range, more: (edit: Edit) => void): string {
    const edit = new Edit(this.#emission.module(entity.module).text, range)
    this.#bindReferences(entity.references, entity.entity === 'procedure' ? entity : undefined, edit)
    more(edit)
    return edit.toString()
  }

  #bindReferences(references: readonly Reference[], from: Procedure | undefined, edit: Edit): void {
    for (const reference of references) {
      if (!edit.holds(reference)) continue
      const text = this.#bound(reference, from)
      if (text === undefined) continue
      if (reference.use === 'new' && this.#isLate(reference) && reference.busyArguments !== undefined) {
        edit.replace({ start: reference.busyArguments.call, end: reference.busyArguments.start }, `${text}(`)
      } else {
        edit.replace(reference, `${reference.shorthand ? `${edit.text(reference)}:` : ''}${text}`)
      }
    }
  }

  /** What stands in the text for a reference. */
  #bound(reference: Reference, from: Procedure | undefined): string | undefined {
    const { program, linkage, handles } = this.#emission
    const { target, use } = reference
    const constant = program.constants.get(target)
    if (constant?.inline === true) return `${reference.startsStatement ? 'void ' : ''}(${this.initialiser(constant)})`
    if (linkage.form === 'scope') return handles.scoped(target)
    if (constant !== undefined) return handles.to('k', target)
    const datum = program.data.get(target)
    if (datum !== undefined) return `${handles.to('d', target)}.${datum.name}`
    const procedure = program.procedures.get(program.adts.has(target) ? `${target}.constructor` : target)
    if (procedure === undefined) return undefined
    if (use !== 'call' && use !== 'new') {
      return program.adts.has(target) ? handles.to('a', target) : handles.to('p', target)
    }
    if (this.#isLate(reference)) return handles.to('p', procedure.id)
    const entry = handles.entry(procedure)
    return linkage.reference?.(procedure, from, entry) ?? entry
  }

  /** Whether a callee is to be looked up when its arguments have been evaluated: then it is called through a pointer. */
  #isLate(reference: Reference): boolean {
    return this.#emission.linkage.form === 'units' && this.#emission.isBusy(reference)
  }

  /** Calls of one receiver may stand in one another: the innermost first. */
  #bindCalls({ memberCalls }: Uses, from: Procedure | undefined, edit: Edit): void {
    if (this.#emission.linkage.form === 'scope') return
    for (const call of memberCalls.toReversed()) {
      if (edit.holds({ start: call.receiver.start, end: call.callEnd })) this.#bindCall(call, from, edit)
    }
  }

  #bindCall(call: MemberUse, from: Procedure | undefined, edit: Edit): void {
    if (call.on === 'builtin' || !this.#emission.isMethod(call.name)) return
    const slot = this.#slotFor(call, from)
    const mayLackSlot = slot !== call.name && !this.#hasMethod(call, from)
    if (this.#emission.isBusy(call) || mayLackSlot) {
      callLate(call, mayLackSlot ? [slot, call.name] : [slot], this.#emission.handles, edit)
    } else if (slot !== call.name) edit.replace(call, call.quoted ? JSON.stringify(slot) : slot)
  }

  /** A parent of the language has its methods under their own names. */
  #slotFor(call: MemberUse, from: Procedure | undefined): string {
    const slot = this.#emission.options.slots?.get(call.name)
    return slot === undefined || (call.through === 'super' && !this.#hasMethod(call, from)) ? call.name : slot
  }

  /** Whether the receiver is certain to have the method from a type of the program. */
  #hasMethod(call: MemberUse, from: Procedure | undefined): boolean {
    const { adts, procedures } = this.#emission.program
    const own = call.through === 'super' ? adts.get(from?.adt ?? '')?.extends : undefined
    const start = call.through === 'super' ? (typeof own === 'object' ? own.target : undefined) : call.on
    for (
      let adt = adts.get(start ?? '');
      adt !== undefined;
      adt = typeof adt.extends === 'object' ? adts.get(adt.extends.target) : undefined
    ) {
      if (procedures.has(`${adt.id}.${call.name}`)) return true
    }
    return false
  }
}
