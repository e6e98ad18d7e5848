import MagicString from 'magic-string'
import { builtinMethods } from '../program/outside.ts'
import type { Adt, Constant, Datum, MemberUse, Module, Procedure, Program, Reference } from '../program/program.ts'
import { methodName } from '../program/call-graph.ts'
import type { DatumImage, Image, ProcedureImage, Unit } from './image.ts'
import { isUninterruptible } from './leaf.ts'
import type { Linkage } from './linkage.ts'

export interface EmitOptions {
  /** Emit these procedures only (a patch); all of them where absent. */
  readonly only?: ReadonlySet<string>
  /** Slots of methods whose interface is not that of the first version: method name → slot. */
  readonly slots?: ReadonlyMap<string, string>
  /** Add the calls that record a trace and offer every boundary as an update point. */
  readonly traced?: boolean
  /** For `scope`: static data can be given other values once they are loaded. */
  readonly restorable?: boolean
  /** Name under which the version is known at the site; the folder's name unless said. */
  readonly version?: string
}

/** Compiles a program for linking: its text under a linkage, with the tables that a site needs to bind it. */
export function emitImage(program: Program, linkage: Linkage, options: EmitOptions = {}): Image {
  const writer = new ImageWriter(program, linkage, options)
  const { units, lines } = linkage.form === 'scope' ? writer.writeScope() : { units: writer.writeUnits(), lines: [] }
  return {
    version: options.version ?? program.version,
    form: linkage.form,
    units,
    lines,
    adts: [...program.adts.values()].map((adt) => writer.adtImage(adt)),
    data: [...program.data.values()].map((datum) => writer.datumImage(datum)),
    procedures: writer.procedures,
  }
}

class ImageWriter {
  readonly procedures: readonly ProcedureImage[]
  readonly #program: Program
  readonly #linkage: Linkage
  readonly #options: EmitOptions
  readonly #modules: ReadonlyMap<string, Module>
  readonly #moduleIndex: ReadonlyMap<string, number>
  readonly #index: ReadonlyMap<string, number>
  /** Names of methods and of getters of the program's types. */
  readonly #methods: ReadonlySet<string>
  readonly #getters: ReadonlySet<string>

  constructor(program: Program, linkage: Linkage, options: EmitOptions) {
    this.#program = program
    this.#linkage = linkage
    this.#options = options
    this.#modules = new Map(program.modules.map((module) => [module.name, module]))
    this.#moduleIndex = new Map(program.modules.map(({ name }, index) => [name, index]))
    this.procedures = [...program.procedures.values()].map((procedure) => this.#procedureImage(procedure))
    this.#index = new Map(this.procedures.map(({ id }, index) => [id, index + 1]))
    const named = (form: Procedure['form']): Set<string> => new Set([...program.procedures.values()].filter((procedure) => procedure.form === form).map((procedure) => methodName(procedure)))
    this.#methods = named('method')
    this.#getters = new Set([...named('getter')].map((name) => name.slice('get '.length)))
  }

  adtImage(adt: Adt): Image['adts'][number] {
    const parent = typeof adt.extends === 'object' ? { parent: adt.extends.target } : {}
    const outside = adt.outsideParent === undefined ? {} : { outsideParent: this.#text(adt.module).slice(adt.outsideParent.start, adt.outsideParent.end) }
    const fields = adt.fields.filter((field) => !field.static).map(({ name }) => name)
    return { id: adt.id, name: adt.name, representation: adt.representation, fields, ...parent, ...outside }
  }

  datumImage(datum: Datum): DatumImage {
    const key = this.#linkage.data === 'in-place' ? datum.id : `${datum.id}@${datum.representation}`
    return { id: datum.id, name: datum.name, key, representation: datum.representation }
  }

  /** Each procedure, constant and initialiser as a factory of its own. */
  writeUnits(): Unit[] {
    const wanted = (id: string): boolean => this.#options.only?.has(id) ?? true
    const procedures = [...this.#program.procedures.values()].filter(({ id }) => wanted(id))
    const owners = [...procedures, ...this.#program.data.values(), ...this.#program.adts.values()]
    const pointed = new Set(owners.flatMap(({ references }) => references.filter((reference) => this.#program.procedures.has(reference.target) && (reference.use !== 'call' || this.#isBusy(reference))).map(({ target }) => target)))
    return [
      ...[...this.#program.constants.values()].filter(({ inline }) => !inline).map((constant) => this.#unit(constant.id, 'constant', constant, this.#slice(constant, constant.initialiser))),
      ...[...pointed].map((id) => this.#pointer(id)),
      ...procedures.map((procedure) => this.#unit(procedure.id, 'procedure', procedure, this.#procedureExpression(procedure))),
      ...[...this.#program.data.values()].map((datum) => this.#initialiser(datum)),
      ...[...this.#program.adts.values()].flatMap((adt) => this.#staticFields(adt)),
    ]
  }

  /** The whole program in one scope, with plain calls. */
  writeScope(): { units: Unit[]; lines: Image['lines'] } {
    const lines: { emitted: number; file: string; line: number }[] = []
    const pieces: string[] = ["'use strict';(function($0){const {$c,$f,$h,$x}=$0;"]
    let emitted = 1
    const add = (text: string, file: string, line: number): void => {
      emitted += 1
      lines.push({ emitted, file, line })
      pieces.push(text)
      emitted += countNewlines(text)
    }
    for (const module of this.#program.modules) {
      for (const entity of module.entities) {
        const text = this.#declaration(entity)
        if (text !== undefined) add(text, module.path, entity.line)
      }
    }
    pieces.push(`return ${this.#exports()}})`)
    return { units: [{ id: 'program', kind: 'program', text: pieces.join('\n'), file: `image:${this.#program.version}`, line: 1 }], lines }
  }

  #procedureImage(procedure: Procedure): ProcedureImage {
    const { id, module, form, signature, fingerprint } = procedure
    const slot = procedure.adt === undefined ? procedure.name : form === 'constructor' ? procedure.name.replace(/\.constructor$/, '') : this.#slot(methodName(procedure), form)
    return { id, module, slot, form, static: procedure.static, signature: signature.fingerprint, fingerprint, ...(procedure.adt === undefined ? {} : { adt: procedure.adt }) }
  }

  #slot(name: string, form: Procedure['form']): string {
    return form === 'method' ? (this.#options.slots?.get(name) ?? name) : name.replace(/^[gs]et /, '')
  }

  #unit(id: string, kind: Unit['kind'], from: { module: string; line: number; references: readonly Reference[] }, text: string): Unit {
    return { id, kind, text: `'use strict';(function($0){${this.#environment(text)}return ${text}\n})`, file: this.#module(from.module).path, line: from.line }
  }

  /** Constants for what the text uses, so that the optimiser can rely on them. */
  #environment(text: string): string {
    const used = (name: string): boolean => text.includes(name)
    const parts: string[] = []
    for (const name of ['$c', '$f', '$h', '$x', '$send', '$call', '$new']) if (used(name)) parts.push(`${name}=$0.${name}`)
    this.#program.modules.forEach((module, index) => {
      if (used(`$t${index}.`) || used(`$t${index}[`)) parts.push(`$t${index}=$0.tables[${JSON.stringify(module.name)}]`)
    })
    for (const match of new Set(text.match(/\$[adkp]\d+_\d+/g))) parts.push(`${match}=$0.${this.#lookup(match)}`)
    return parts.length === 0 ? '' : `const ${parts.join(',')};`
  }

  /** `$d2_5`: the fifth entity of module 2, here as static data. */
  #lookup(name: string): string {
    const [module = 0, entity = 0] = name.slice(2).split('_').map(Number)
    const id = this.#program.modules[module]?.entities[entity]?.id ?? ''
    switch (name[1]) {
      case 'a':
        return `adts[${JSON.stringify(id)}]`
      case 'd': {
        const datum = this.#program.data.get(id)
        return `cells[${JSON.stringify(datum === undefined ? id : this.datumImage(datum).key)}]`
      }
      case 'k':
        return `constants[${JSON.stringify(id)}]`
      default:
        return `pointers[${JSON.stringify(id)}]`
    }
  }

  #handle(letter: 'a' | 'd' | 'k' | 'p', id: string): string {
    const module = id.slice(0, id.indexOf('#'))
    const entity = this.#module(module).entities.findIndex((candidate) => candidate.id === id)
    return `$${letter}${this.#moduleIndex.get(module)}_${entity}`
  }

  #entry(id: string): string {
    const procedure = this.#program.procedures.get(id)
    const module = procedure?.module ?? id.slice(0, id.indexOf('#'))
    const name = procedure?.form === 'constructor' ? procedure.name.replace(/\.constructor$/, '') : (procedure?.name ?? '')
    return `$t${this.#moduleIndex.get(module)}${/^[\w$]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`}`
  }

  #procedureExpression(procedure: Procedure): string {
    if (procedure.form === 'constructor') return this.#classExpression(procedure)
    const text = this.#slice(procedure, procedure, (edit) => {
      const at = this.#text(procedure.module).indexOf('static', procedure.start)
      if (procedure.static) edit.remove(at, at + 'static'.length)
    })
    if (procedure.adt === undefined) return this.#asExpression(procedure, text)
    const adt = this.#program.adts.get(procedure.adt)
    const parent = typeof adt?.extends === 'object' ? `$a${this.#handle('a', adt.extends.target).slice(2)}` : adt?.outsideParent === undefined ? undefined : this.adtImage(adt).outsideParent
    const home = parent === undefined ? '' : `__proto__:${parent}${procedure.static ? '' : '.prototype'},`
    return `({${home}${text}})`
  }

  /** An interprocedure in an object literal may be written `'id'(x) { … }`: its text lacks `function`. */
  #asExpression(procedure: Procedure, text: string): string {
    if (/^\s*\(/.test(text) && !text.includes('=>')) return `(${procedure.async ? 'async ' : ''}function${procedure.generator ? '*' : ''}${text})`
    return `(${text})`
  }

  /** The class without its methods: those are units of their own. Its parent's constructor is found when it is bound. */
  #classExpression(procedure: Procedure): string {
    const adt = this.#program.adts.get(procedure.adt ?? '')
    if (adt === undefined) return 'undefined'
    return this.#slice(adt, adt, (edit) => {
      for (const id of adt.procedures) {
        const method = this.#program.procedures.get(id)
        if (method === undefined || method.form === 'constructor') continue
        edit.overwrite(method.start, method.end, '\n'.repeat(countNewlines(this.#text(adt.module).slice(method.start, method.end))) || ' ')
      }
      for (const field of adt.fields) if (field.static) edit.overwrite(field.start, field.end, ' ')
      this.#editProcedure(procedure, edit)
    })
  }

  #pointer(id: string): Unit {
    const procedure = this.#program.procedures.get(id)
    const parameters = procedure?.signature.parameters ?? []
    const names = parameters.map(({ rest }, index) => `${rest ? '...' : ''}a${index}`).join(',')
    const text = `((${names})=>${this.#entry(id)}(${names}))`
    return this.#unit(id, 'pointer', procedure ?? { module: id.slice(0, id.indexOf('#')), line: 1, references: [] }, text)
  }

  #initialiser(datum: Datum): Unit {
    const text = datum.initialiser === undefined ? 'undefined' : this.#slice(datum, datum.initialiser)
    return this.#unit(datum.id, 'initialiser', datum, `(()=>(${text}))`)
  }

  #staticFields(adt: Adt): Unit[] {
    return adt.fields.filter((field) => field.static).map((field) => {
      const own = { ...adt, references: adt.references.filter(({ start, end }) => start >= field.start && end <= field.end) }
      const text = this.#slice(own, field).replace(/^\s*static\s+/, '').replace(/;\s*$/, '')
      const [, name = '', value = 'undefined'] = /^([\w$]+)\s*(?:=\s*([\s\S]*))?$/.exec(text.trim()) ?? []
      return this.#unit(`${adt.id}.${name}`, 'static-field', adt, `(()=>(${value}))`)
    })
  }

  /** Text of a range with every reference bound; `more` adds edits of its own. */
  #slice(entity: Procedure | Adt | Datum | Constant, range: { readonly start: number; readonly end: number }, more?: (edit: Edit) => void): string {
    const edit = new Edit(this.#text(entity.module), range)
    this.#bindReferences(entity.references, entity.entity === 'procedure' ? entity : undefined, edit)
    if (entity.entity === 'procedure') this.#editProcedure(entity, edit, true)
    more?.(edit)
    return edit.toString()
  }

  /** Method slots, boundary text and trace calls of one procedure. */
  #editProcedure(procedure: Procedure, edit: Edit, referencesBound = false): void {
    if (!referencesBound) this.#bindReferences(procedure.references, procedure, edit)
    for (const call of procedure.uses.memberCalls) this.#bindSlot(call, edit)
    const { enter, exit } = this.#boundary(procedure)
    const adt = this.#program.adts.get(procedure.adt ?? '')
    const construct = procedure.form === 'constructor' && adt !== undefined ? this.#construct(adt) : ''
    const body = procedure.body
    if (body === undefined) {
      if (construct !== '' && adt !== undefined) edit.after(adt.bodyStart + 1, adt.extends === undefined ? `constructor(){${construct}}` : `constructor(...$a){super(...$a);${construct}}`)
      return
    }
    if (this.#options.traced === true) this.#traceInside(procedure, edit)
    if (enter + exit + construct === '') return
    if (body.expression) {
      edit.before(body.start, `{${enter}${exit === '' ? '' : 'try{'}return (`)
      edit.after(body.end, `)${exit === '' ? '' : `}finally{${exit}}`}}`)
    } else {
      edit.after(body.start + 1, `${enter}${exit === '' ? '' : 'try{'}`)
      edit.before(body.end - 1, `${construct}${exit === '' ? '' : `}finally{${exit}}`}`)
    }
  }

  /** What a constructor does once the object has its fields. */
  #construct(adt: Adt): string {
    const own = this.#linkage.construct?.(adt) ?? ''
    if (this.#options.traced !== true) return own === '' ? '' : `;${own}`
    return `;${own}$x.construct(${JSON.stringify(this.#options.version ?? this.#program.version)},${JSON.stringify(adt.id)},this);`
  }

  #boundary(procedure: Procedure): { enter: string; exit: string } {
    const index = this.#index.get(procedure.id) ?? 0
    const boundary = this.#linkage.boundary
    const elided = boundary === undefined || (boundary.skipLeaves && this.#options.traced !== true && isUninterruptible(procedure, this.#program))
    const enter = elided ? '' : boundary.enter(procedure, index)
    const exit = elided ? '' : boundary.exit(procedure, index)
    if (this.#options.traced !== true) return { enter, exit }
    const self = procedure.adt === undefined || procedure.static || procedure.form === 'constructor' ? 'undefined' : 'this'
    const version = JSON.stringify(this.#options.version ?? this.#program.version)
    return { enter: `let $q=$x.enter(${version},${index},${self});${enter}`, exit: `${exit}$x.exit($q);` }
  }

  /** Keeps the trace's notion of who runs now right across suspensions and inner functions. */
  #traceInside(procedure: Procedure, edit: Edit): void {
    for (const { kind, start, end, operand } of procedure.suspensions) {
      if (kind === 'for-await') continue
      edit.before(start, '$x.resume($q,(')
      if (operand < end) {
        edit.before(operand, '$x.suspend($q,(')
        edit.after(end, '))))')
      } else {
        edit.after(end, '))')
      }
    }
  }

  #bindReferences(references: readonly Reference[], from: Procedure | undefined, edit: Edit): void {
    for (const reference of references) {
      const text = this.#bound(reference, from)
      if (text === undefined || !edit.holds(reference)) continue
      if (reference.use === 'new' && reference.busyArguments !== undefined && this.#linkage.form === 'units' && this.#isBusy(reference)) {
        edit.overwrite(reference.busyArguments.call, reference.busyArguments.start, `$new(()=>${text},`)
        continue
      }
      edit.overwrite(reference.start, reference.end, reference.shorthand ? `${this.#text(from?.module ?? this.#moduleOf(reference, edit)).slice(reference.start, reference.end)}:${text}` : text)
    }
  }

  #moduleOf(reference: Reference, edit: Edit): string {
    return this.#program.modules.find(({ text }) => text === edit.source)?.name ?? reference.target
  }

  /** What stands in the text for a reference. */
  #bound(reference: Reference, from: Procedure | undefined): string | undefined {
    const { target, use } = reference
    const constant = this.#program.constants.get(target)
    if (constant !== undefined) return constant.inline ? `(${this.#slice(constant, constant.initialiser)})` : this.#scoped(target) ?? this.#handle('k', target)
    if (this.#linkage.form === 'scope') return this.#scoped(target)
    const datum = this.#program.data.get(target)
    if (datum !== undefined) return `${this.#handle('d', target)}.${datum.name}`
    if (this.#program.adts.has(target)) {
      const constructor = this.#program.procedures.get(`${target}.constructor`)
      if (use === 'new') return this.#referenceTo(constructor, from)
      return this.#handle('a', target)
    }
    const procedure = this.#program.procedures.get(target)
    if (procedure === undefined) return undefined
    return use === 'call' && !this.#isBusy(reference) ? this.#referenceTo(procedure, from) : this.#handle('p', target)
  }

  /** Whether an update may come between the look-up of the callee, were it first, and the call. */
  #isBusy({ busyArguments }: Pick<Reference, 'busyArguments'>): boolean {
    return busyArguments !== undefined && (busyArguments.certain || busyArguments.members.some((name) => this.#getters.has(name)))
  }

  #referenceTo(procedure: Procedure | undefined, from: Procedure | undefined): string | undefined {
    if (procedure === undefined) return undefined
    const entry = this.#entry(procedure.id)
    return this.#linkage.reference?.(procedure, from, entry) ?? entry
  }

  #bindSlot(call: MemberUse, edit: Edit): void {
    if (this.#linkage.form === 'scope' || call.on === 'builtin' || !this.#methods.has(call.name)) return
    const slot = this.#options.slots?.get(call.name)
    if (call.busyArguments !== undefined && this.#isBusy(call) && !call.optional && !call.onSuper) {
      edit.before(call.receiver.start, `$call(${JSON.stringify(slot ?? call.name)},${JSON.stringify(call.name)},`)
      edit.overwrite(call.receiver.end, call.busyArguments.start, ',')
      return
    }
    if (slot === undefined) return
    if (call.on === undefined && !call.onThis && builtinMethods.has(call.name)) {
      edit.before(call.receiver.start, '$send(')
      edit.overwrite(call.receiver.end, call.end, `,${JSON.stringify(slot)},${JSON.stringify(call.name)})`)
    } else {
      edit.overwrite(call.start, call.end, slot)
    }
  }

  /** Name of an entity in the one scope: unlike any name of the source. */
  #scoped(id: string): string | undefined {
    if (this.#linkage.form !== 'scope') return undefined
    const at = id.indexOf('#')
    return `${id.slice(at + 1).replaceAll(/[^\w$]/g, '_')}$${this.#moduleIndex.get(id.slice(0, at))}`
  }

  #declaration(entity: Module['entities'][number]): string | undefined {
    const name = this.#scoped(entity.id) ?? entity.name
    switch (entity.entity) {
      case 'procedure':
        if (entity.adt !== undefined) return undefined
        if (entity.form === 'arrow') return `const ${name}=${this.#asExpression(entity, this.#slice(entity, entity))};`
        return this.#slice(entity, entity).replace(/^((?:async\s+)?function\s*\*?\s*)[\w$]+/, (_, head: string) => `${head}${name}`)
      case 'adt': {
        const text = this.#slice(entity, entity, (edit) => {
          for (const id of entity.procedures) {
            const method = this.#program.procedures.get(id)
            if (method !== undefined) this.#editProcedure(method, edit)
          }
        })
        return text.replace(/^(\s*class\s+)[\w$]+/, (_, head: string) => `${head}${name}`)
      }
      case 'constant':
        return `const ${name}=${this.#slice(entity, entity.initialiser)};`
      case 'datum': {
        const value = entity.initialiser === undefined ? 'undefined' : this.#slice(entity, entity.initialiser)
        return `${entity.mutable || this.#options.restorable === true ? 'let' : 'const'} ${name}=${value};`
      }
    }
  }

  /** What the host needs of the one scope: procedures, and static data to read. */
  #exports(): string {
    const procedures = [...this.#program.procedures.values()].filter(({ adt }) => adt === undefined).map(({ id }) => `${JSON.stringify(id)}:${this.#scoped(id)}`)
    const data = [...this.#program.data.keys()].flatMap((id) => {
      const setter = this.#options.restorable === true ? [`set ${JSON.stringify(id)}($v){${this.#scoped(id)}=$v}`] : []
      return [`get ${JSON.stringify(id)}(){return ${this.#scoped(id)}}`, ...setter]
    })
    const adts = [...this.#program.adts.keys()].map((id) => `${JSON.stringify(id)}:${this.#scoped(id)}`)
    return `{procedures:{${procedures.join(',')}},data:{${data.join(',')}},adts:{${adts.join(',')}}}`
  }

  #module(name: string): Module {
    const module = this.#modules.get(name)
    if (module === undefined) throw new Error(`no module ${name} in ${this.#program.folder}`)
    return module
  }

  #text(module: string): string {
    return this.#module(module).text
  }
}

/** Edits of a range of a text, by offsets into the whole text. */
class Edit {
  readonly source: string
  readonly #range: { readonly start: number; readonly end: number }
  readonly #magic: MagicString

  constructor(source: string, range: { readonly start: number; readonly end: number }) {
    this.source = source
    this.#range = range
    this.#magic = new MagicString(source.slice(range.start, range.end))
  }

  holds({ start, end }: { readonly start: number; readonly end: number }): boolean {
    return start >= this.#range.start && end <= this.#range.end
  }

  overwrite(start: number, end: number, text: string): void {
    this.#magic.overwrite(start - this.#range.start, end - this.#range.start, text)
  }

  remove(start: number, end: number): void {
    this.#magic.remove(start - this.#range.start, end - this.#range.start)
  }

  /** Inserts in front of what stands at the offset. */
  before(offset: number, text: string): void {
    this.#magic.prependRight(offset - this.#range.start, text)
  }

  /** Inserts behind what ends at the offset. */
  after(offset: number, text: string): void {
    this.#magic.appendLeft(offset - this.#range.start, text)
  }

  toString(): string {
    return this.#magic.toString()
  }
}

function countNewlines(text: string): number {
  let count = 0
  for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1)) count++
  return count
}
