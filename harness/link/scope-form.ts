import { lineOf } from '../program/parse.ts'
import type { Entity, Module } from '../program/program.ts'
import { countNewlines } from './edit.ts'
import type { Emission } from './emission.ts'
import type { Image, Unit } from './image.ts'
import { Pieces } from './pieces.ts'

interface Piece {
  readonly text: string
  /** Offset in the module's text from which on it is written. */
  readonly from: number
}

/** The whole program in one scope, with plain calls. */
export function writeScope(emission: Emission): { readonly units: Unit[]; readonly lines: Image['lines'] } {
  const writer = new ScopeWriter(emission)
  const lines: { emitted: number; file: string; line: number }[] = []
  const texts = ["'use strict';(function($0){const {$c,$f,$h,$x,$base}=$0;"]
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

  declare(entity: Module['entities'][number]): Piece | undefined {
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
    const pair = (id: string): string => `${JSON.stringify(id)}:${handles.scoped(id)}`
    const procedures = [...program.procedures.values()].filter(({ adt }) => adt === undefined).map(({ id }) => pair(id))
    const data = [...program.data.keys()].flatMap((id) => {
      const setter = options.restorable === true ? [`set ${JSON.stringify(id)}($v){${handles.scoped(id)}=$v}`] : []
      return [`get ${JSON.stringify(id)}(){return ${handles.scoped(id)}}`, ...setter]
    })
    return `{procedures:{${procedures.join(',')}},data:{${data.join(',')}},adts:{${[...program.adts.keys()].map(pair).join(',')}}}`
  }
}
