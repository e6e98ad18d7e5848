import { lineOf } from '../program/parse.ts'
import type { Entity, Module } from '../program/program.ts'
import { countNewlines } from './edit.ts'
import type { Emission } from './emission.ts'
import type { Image, Unit } from './image.ts'
import { Pieces } from './pieces.ts'
import { isCallable } from './place-image.ts'

interface Piece {
  readonly text: string
  /** Offset in the module's text from which on it is written. */
  readonly from: number
}

/** The whole program in one scope, with plain calls. */
export function writeScope(emission: Emission): { readonly units: Unit[]; readonly lines: Image['lines'] } {
  const writer = new ScopeWriter(emission)
  const lines: { emitted: number; file: string; line: number }[] = []
  const texts = [`'use strict';(function($0){const {$c,$f,$h,$x,$base}=$0;${writer.stubs()}`]
  let emitted = 1
  for (const module of emission.program.modules) {
    for (const entity of module.entities) {
      const piece = writer.declare(entity)
      if (piece === undefined) continue
      emitted++
      lines.push({ emitted, file: module.path, line: lineOf(module.lineStarts, piece.from) })
      texts.push(piece.text)
      emitted += countNewlines(piece.text)
    }
  }
  texts.push(`return ${writer.exports()}})`)
  return {
    units: [{ id: 'program', kind: 'program', text: texts.join('\n'), file: `image:${emission.version}`, line: 1 }],
    lines,
  }
}

class ScopeWriter {
  readonly #emission: Emission
  readonly #pieces: Pieces

  constructor(emission: Emission) {
    this.#emission = emission
    this.#pieces = new Pieces(emission)
  }

  /** What stands for the procedures of components that are elsewhere. */
  stubs(): string {
    const { program, handles } = this.#emission
    const remote = [...program.procedures.values()].filter(
      (procedure) => !this.#emission.isHere(procedure) && isCallable(procedure),
    )
    return remote.map(({ id }) => `const ${handles.scoped(id)}=$0.stub(${JSON.stringify(id)});`).join('')
  }

  declare(entity: Module['entities'][number]): Piece | undefined {
    if (entity.entity !== 'constant' && !this.#emission.isHere(entity)) return undefined
    const name = this.#emission.handles.scoped(entity.id)
    switch (entity.entity) {
      case 'procedure':
        return entity.adt === undefined ? { text: this.#procedure(entity, name), from: entity.start } : undefined
      case 'adt':
        return { text: `const ${name}=${this.#pieces.class(entity)};`, from: entity.start }
      case 'constant':
        return { text: `const ${name}=${this.#pieces.initialiser(entity)};`, from: entity.initialiser.start }
      case 'datum': {
        const isWritable = entity.mutable || this.#emission.options.restorable === true
        return {
          text: `${isWritable ? 'let' : 'const'} ${name}=${this.#pieces.initialiser(entity)};`,
          from: entity.initialiser?.start ?? entity.start,
        }
      }
    }
  }

  #procedure(procedure: Extract<Entity, { entity: 'procedure' }>, name: string): string {
    const { nameAt } = procedure
    if (nameAt === undefined) return `const ${name}=${this.#pieces.arrow(procedure)};`
    return this.#pieces.procedure(procedure, (edit) => edit.replace(nameAt, name))
  }

  /** What the host needs of the one scope: procedures, types, and static data to read. */
  exports(): string {
    const { program, options, handles } = this.#emission
    const pair = ({ id }: { readonly id: string }): string => `${JSON.stringify(id)}:${handles.scoped(id)}`
    const here = <T extends Entity>(entities: ReadonlyMap<string, T>): T[] =>
      [...entities.values()].filter((entity) => this.#emission.isHere(entity))
    const procedures = here(program.procedures).filter(({ adt }) => adt === undefined)
    const data = here(program.data).flatMap(({ id }) => {
      const setter = options.restorable === true ? [`set ${JSON.stringify(id)}($v){${handles.scoped(id)}=$v}`] : []
      return [`get ${JSON.stringify(id)}(){return ${handles.scoped(id)}}`, ...setter]
    })
    return `{procedures:{${procedures.map(pair).join(',')}},data:{${data.join(',')}},adts:{${here(program.adts).map(pair).join(',')}}}`
  }
}
