import { lineOf } from '../program/parse.ts'
import type { Adt, Constant, Datum, Procedure, Range } from '../program/program.ts'
import type { Emission } from './emission.ts'
import type { Unit } from './image.ts'
import { Pieces } from './pieces.ts'

/** Each procedure, constant and initialiser as a factory of its own; what others need when they are loaded comes first. */
export function writeUnits(emission: Emission): Unit[] {
  return new UnitWriter(emission).write()
}

class UnitWriter {
  readonly #emission: Emission
  readonly #pieces: Pieces

  constructor(emission: Emission) {
    this.#emission = emission
    this.#pieces = new Pieces(emission)
  }

  write(): Unit[] {
    const { program, options } = this.#emission
    const procedures = [...program.procedures.values()].filter(({ id }) => options.only?.has(id) ?? true)
    const constants = [...program.constants.values()].filter(({ inline }) => !inline)
    const data = [...program.data.values()]
    return [
      ...this.#pointers([...procedures, ...constants, ...data, ...program.adts.values()]),
      ...constants.map((constant) =>
        this.#unit('constant', constant, constant.initialiser, this.#pieces.initialiser(constant)),
      ),
      ...procedures.map((procedure) => this.#procedure(procedure)),
      ...data.map((datum) =>
        this.#unit('initialiser', datum, datum.initialiser ?? datum, `(()=>(${this.#pieces.initialiser(datum)}))`),
      ),
    ]
  }

  /** Procedures as values, and those that are called when their arguments have been evaluated. */
  #pointers(owners: readonly (Procedure | Constant | Datum | Adt)[]): Unit[] {
    const { program } = this.#emission
    const inlined = [...program.constants.values()].filter(({ inline }) => inline)
    const references = [...owners, ...inlined].flatMap((owner) => owner.references)
    const targets = references.flatMap((reference) => {
      const isClass = program.adts.has(reference.target)
      if (
        reference.use === 'new'
          ? !this.#emission.isBusy(reference)
          : isClass || (reference.use === 'call' && !this.#emission.isBusy(reference))
      ) {
        return []
      }
      return program.procedures.get(isClass ? `${reference.target}.constructor` : reference.target) ?? []
    })
    return [...new Set(targets)].map((procedure) => this.#pointer(procedure))
  }

  #pointer(procedure: Procedure): Unit {
    const isClass = procedure.form === 'constructor'
    const inherits = isClass && procedure.body === undefined
    const values = inherits
      ? ['...a']
      : procedure.signature.parameters.map(({ rest }, index) => `${rest ? '...' : ''}a${index}`)
    const call = `${isClass ? 'new ' : ''}${this.#emission.handles.entry(procedure)}(${values.join(',')})`
    const key = JSON.stringify(procedure.name)
    return this.#unit('pointer', procedure, procedure, `({${key}:(${values.join(',')})=>${call}})[${key}]`)
  }

  #procedure(procedure: Procedure): Unit {
    const adt = this.#emission.program.adts.get(procedure.adt ?? '')
    if (adt === undefined) {
      return this.#unit(
        'procedure',
        procedure,
        procedure,
        procedure.form === 'arrow' ? this.#pieces.arrow(procedure) : `(${this.#pieces.procedure(procedure)})`,
      )
    }
    // Its text begins where the class does.
    if (procedure.form === 'constructor') {
      return this.#unit('procedure', procedure, adt, this.#pieces.constructorClass(adt, procedure))
    }
    return this.#unit(
      'procedure',
      procedure,
      procedure,
      `({${this.#home(adt, procedure)}${this.#pieces.method(procedure)}})`,
    )
  }

  /** `super` in a method is the parent of the object that the method is written in. */
  #home(adt: Adt, { static: isStatic }: Procedure): string {
    const parent =
      typeof adt.extends === 'object'
        ? this.#emission.handles.to('a', adt.extends.target)
        : adt.outsideParent === undefined
          ? undefined
          : this.#emission.module(adt.module).text.slice(adt.outsideParent.start, adt.outsideParent.end)
    return parent === undefined ? '' : `__proto__:${parent}${isStatic ? '' : '.prototype'},`
  }

  /** @param text what the factory returns, written from `range` on */
  #unit(
    kind: Unit['kind'],
    { id, module }: { readonly id: string; readonly module: string },
    range: Range,
    text: string,
  ): Unit {
    const { path, lineStarts } = this.#emission.module(module)
    return {
      id,
      kind,
      text: `'use strict';(function($0){${this.#emission.handles.environment(text)}return ${text}\n})`,
      file: path,
      line: lineOf(lineStarts, range.start),
    }
  }
}
