import type { Class, FormalParameterRest, Function as FunctionNode, ArrowFunctionExpression, MethodDefinition, Node, ParamPattern, PropertyDefinition } from '@oxc-project/types'
import { isInline, memberName, type Declaration, type Declarations } from './declarations.ts'
import { createDraft, type Draft } from './draft.ts'
import { lineOf } from './parse.ts'
import type { Adt, Constant, Datum, Entity, Field, Procedure, Signature } from './program.ts'
import { accessorPrefix } from './scan.ts'
import { digest, inferredType, typeOfField, type TypeText } from './type-text.ts'

/** Closes the drafts of a module into its entities, in source order. */
export function createEntities(declarations: Declarations, drafts: ReadonlyMap<string, Draft>, types: TypeText, component: string): Entity[] {
  const builder = new EntityBuilder(declarations, drafts, types, component)
  return [...declarations.values.values()].flatMap((declaration) => builder.build(declaration))
}

class EntityBuilder {
  readonly #declarations: Declarations
  readonly #drafts: ReadonlyMap<string, Draft>
  readonly #types: TypeText
  readonly #component: string

  constructor(declarations: Declarations, drafts: ReadonlyMap<string, Draft>, types: TypeText, component: string) {
    this.#declarations = declarations
    this.#drafts = drafts
    this.#types = types
    this.#component = component
  }

  build(declaration: Declaration): Entity[] {
    switch (declaration.kind) {
      case 'function':
      case 'arrow':
        return [this.#procedure(declaration.name, declaration.node, declaration, { form: declaration.kind, static: false })]
      case 'class':
        return this.#class(declaration.name, declaration.node)
      case 'constant':
        return [this.#constant(declaration)]
      case 'datum':
        return [this.#datum(declaration)]
    }
  }

  #procedure(name: string, node: FunctionNode | ArrowFunctionExpression, range: { start: number; end: number }, role: { form: Procedure['form']; adt?: string; static: boolean }, fingerprintNode: Node = node): Procedure {
    const draft = this.#draft(name)
    const body = node.body
    return {
      ...this.#located(name, range, draft),
      ...role,
      entity: 'procedure',
      async: node.async,
      generator: node.generator,
      signature: this.#signature(name, node),
      ...(body === null ? {} : { body: { start: body.start, end: body.end, expression: body.type !== 'BlockStatement' } }),
      ...(draft.afterSuper === undefined ? {} : { afterSuper: draft.afterSuper }),
      uses: draft.uses,
      suspensions: draft.suspensions,
      closures: draft.closures,
      fingerprint: codeFingerprint(fingerprintNode, draft),
    }
  }

  #class(name: string, node: Class): Entity[] {
    const id = this.#id(name)
    const methods = node.body.body.filter((member): member is MethodDefinition => member.type === 'MethodDefinition' && memberName(member) !== undefined)
    const procedures = methods.map((method) => this.#method(name, id, method))
    if (!methods.some(({ kind }) => kind === 'constructor')) procedures.unshift(this.#defaultConstructor(name, id, node))
    const draft = this.#draft(name)
    const fields = node.body.body.filter((member): member is PropertyDefinition => member.type === 'PropertyDefinition')
    const parent = draft.references.find(({ use }) => use === 'extends')
    const instanceFields = fields.filter((field) => !field.static)
    const adt: Adt = {
      ...this.#located(name, node, draft),
      entity: 'adt',
      ...(node.superClass === null ? {} : { extends: parent ?? ('outside' as const) }),
      ...(node.superClass === null || parent !== undefined ? {} : { outsideParent: { start: node.superClass.start, end: node.superClass.end } }),
      bodyStart: node.body.start,
      fields: fields.map((field) => this.#field(field)),
      procedures: procedures.map((procedure) => procedure.id),
      representation: this.#types.fingerprint(
        instanceFields.map((field) => `${memberName(field)}:${this.#typeOf(field)}`).join(';') + this.#types.write(this.#declarations.file.name, node.superClass),
        this.#declarations.file.name,
        [...instanceFields.map((field) => field.typeAnnotation ?? field.value), node.superClass],
        'fields',
      ),
    }
    return [adt, ...procedures]
  }

  #method(className: string, adt: string, node: MethodDefinition): Procedure {
    const name = `${className}.${accessorPrefix(node.kind)}${memberName(node) ?? ''}`
    const form = node.kind === 'get' ? 'getter' : node.kind === 'set' ? 'setter' : node.kind
    return this.#procedure(name, node.value, node, { form, adt, static: node.static }, node)
  }

  #defaultConstructor(className: string, adt: string, node: Class): Procedure {
    const name = `${className}.constructor`
    const draft = this.#draft(name)
    return {
      ...this.#located(name, { start: node.start, end: node.start }, draft),
      entity: 'procedure',
      form: 'constructor',
      adt,
      static: false,
      async: false,
      generator: false,
      signature: { parameters: [], result: '', text: `new ${className}(…)`, fingerprint: 'default' },
      uses: draft.uses,
      suspensions: [],
      closures: [],
      fingerprint: 'default',
    }
  }

  #field(node: PropertyDefinition): Field {
    return { name: memberName(node) ?? '', type: this.#typeOf(node), static: node.static, start: node.start, end: node.end }
  }

  #typeOf(node: PropertyDefinition): string {
    return typeOfField(this.#types, this.#declarations.file.name, node)
  }

  #constant(declaration: Extract<Declaration, { kind: 'constant' | 'datum' }>): Constant {
    const draft = this.#draft(declaration.name)
    const init = declaration.node.init
    return {
      ...this.#located(declaration.name, declaration, draft),
      entity: 'constant',
      initialiser: { start: init?.start ?? declaration.end, end: init?.end ?? declaration.end },
      inline: isInline(init),
      fingerprint: init === null ? '' : codeFingerprint(init, draft),
    }
  }

  #datum(declaration: Extract<Declaration, { kind: 'constant' | 'datum' }>): Datum {
    const { id: binding, init } = declaration.node
    const annotation = binding.type === 'Identifier' ? binding.typeAnnotation : null
    const module = this.#declarations.file.name
    const type = annotation === null || annotation === undefined ? inferredType(this.#types, module, init) : this.#types.write(module, annotation)
    return {
      ...this.#located(declaration.name, declaration, this.#draft(declaration.name)),
      entity: 'datum',
      mutable: declaration.mutable,
      type,
      ...(init === null ? {} : { initialiser: { start: init.start, end: init.end } }),
      representation: this.#types.fingerprint(type, module, [annotation ?? init], 'fields'),
      component: this.#component,
    }
  }

  #signature(name: string, node: FunctionNode | ArrowFunctionExpression): Signature {
    const module = this.#declarations.file.name
    const parameters = node.params.map((parameter) => this.#parameter(parameter))
    const result = this.#types.write(module, node.returnType)
    const text = `${node.async ? 'async ' : ''}${name}(${parameters.map((p) => `${p.rest ? '...' : ''}${p.name}${p.optional ? '?' : ''}${p.type === '' ? '' : `: ${p.type}`}`).join(', ')})${result === '' ? '' : `: ${result}`}`
    const shape = parameters.map((p) => `${p.rest ? '...' : ''}${p.optional ? '?' : ''}${p.type}`).join(',')
    const fingerprint = this.#types.fingerprint(`${node.async}${node.generator}(${shape})${result}`, module, [...node.params.map(annotationOf), node.returnType], 'name')
    return { parameters, result, text, fingerprint }
  }

  #parameter(node: ParamPattern): Signature['parameters'][number] {
    const rest = node.type === 'RestElement'
    const target: Node = rest ? (node as FormalParameterRest).argument : node.type === 'AssignmentPattern' ? node.left : node
    const name = target.type === 'Identifier' ? target.name : this.#declarations.file.source.slice(target.start, target.end).replaceAll(/\s+/g, ' ')
    const optional = node.type === 'AssignmentPattern' || (target as { optional?: boolean }).optional === true
    return { name, type: this.#types.write(this.#declarations.file.name, annotationOf(node)), optional, rest }
  }

  #located(name: string, range: { start: number; end: number }, draft: Draft): Pick<Procedure, 'id' | 'name' | 'module' | 'start' | 'end' | 'line' | 'references'> {
    const module = this.#declarations.file.name
    return { id: this.#id(name), name, module, start: range.start, end: range.end, line: lineOf(this.#declarations.file.lineStarts, range.start), references: draft.references }
  }

  #draft(name: string): Draft {
    return this.#drafts.get(this.#id(name)) ?? createDraft(this.#id(name), 'procedure')
  }

  #id(name: string): string {
    return `${this.#declarations.file.name}#${name}`
  }
}

function annotationOf(node: ParamPattern): Node | null | undefined {
  if (node.type === 'AssignmentPattern') return (node.left as { typeAnnotation?: Node | null }).typeAnnotation
  return (node as { typeAnnotation?: Node | null }).typeAnnotation
}

const ignoredKeys = new Set(['start', 'end', 'range', 'loc', 'parent', 'typeAnnotation', 'returnType', 'typeParameters', 'typeArguments', 'accessibility', 'override', 'optionalType', 'definite', 'superTypeArguments', 'implements', 'declare', 'readonly'])
const wrappers = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression', 'ParenthesizedExpression'])

/** Equal exactly when two pieces of code do the same by their text: comments, layout, types and local import names aside. */
function codeFingerprint(node: Node, draft: Draft): string {
  const text = JSON.stringify(node, (key, value: unknown) => {
    if (ignoredKeys.has(key) || typeof value === 'bigint') return undefined
    return unwrap(value)
  })
  return digest(`${text}\n${draft.references.map(({ target, use }) => `${use} ${target}`).join('\n')}`)
}

function unwrap(value: unknown): unknown {
  let inner = value
  while (typeof inner === 'object' && inner !== null && 'type' in inner && wrappers.has(String(inner.type)) && 'expression' in inner) inner = inner.expression
  return inner
}
