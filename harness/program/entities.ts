import type {
  ArrowFunctionExpression,
  Class,
  Function as FunctionNode,
  MethodDefinition,
  Node,
  ParamPattern,
} from '@oxc-project/types'
import type { Declaration, Declarations, VariableDeclared } from './declarations.ts'
import { createDraft, type Draft } from './draft.ts'
import { accessorPrefix, fieldsOf, memberName, methodsOf } from './members.ts'
import type { Names } from './names.ts'
import { lineOf } from './parse.ts'
import type { Adt, Constant, Datum, Entity, Parameter, Procedure, Range, Signature } from './program.ts'
import { codeShape, digest } from './shape.ts'
import type { TypeText } from './type-text.ts'

/** Of a constructor without parameters, as `#signature` would have them. */
const constructorTypes = [
  ['false false', null],
  ['result', null],
] as const

interface Building {
  readonly declarations: Declarations
  readonly drafts: ReadonlyMap<string, Draft>
  readonly names: Names
  readonly types: TypeText
  readonly component: string
}

/** Closes the drafts of a module into its entities, in source order. */
export function createEntities(building: Building): Entity[] {
  const builder = new EntityBuilder(building)
  return [...building.declarations.values.values()].flatMap((declaration) => builder.build(declaration))
}

class EntityBuilder {
  readonly #declarations: Declarations
  readonly #drafts: ReadonlyMap<string, Draft>
  readonly #names: Names
  readonly #types: TypeText
  readonly #component: string
  readonly #module: string
  readonly #exported: ReadonlySet<string>

  constructor({ declarations, drafts, names, types, component }: Building) {
    this.#declarations = declarations
    this.#drafts = drafts
    this.#names = names
    this.#types = types
    this.#component = component
    this.#module = declarations.file.name
    this.#exported = new Set(
      [...declarations.exports.values()].filter(({ from }) => from === undefined).map(({ local }) => local),
    )
  }

  build(declaration: Declaration): Entity[] {
    switch (declaration.kind) {
      case 'function':
      case 'arrow':
        return [this.#topLevel(declaration)]
      case 'class':
        return this.#class(declaration.name, declaration.node)
      case 'constant':
        return [this.#constant(declaration)]
      case 'datum':
        return [this.#datum(declaration)]
    }
  }

  #topLevel(declaration: Extract<Declaration, { kind: 'function' | 'arrow' }>): Procedure {
    const { name, node, kind } = declaration
    const id = kind === 'function' ? node.id : null
    return {
      ...this.#procedure(name, node, declaration, [node]),
      form: kind,
      static: false,
      exported: this.#exported.has(name),
      headless: kind === 'arrow' && declaration.headless,
      ...(id === null ? {} : { nameAt: rangeOf(id) }),
    }
  }

  /** @param code what the fingerprint is taken of */
  #procedure(
    name: string,
    node: FunctionNode | ArrowFunctionExpression,
    range: Range,
    code: readonly Node[],
  ): Omit<Procedure, 'form' | 'static' | 'exported' | 'headless'> {
    const draft = this.#draft(name)
    const { body } = node
    return {
      ...this.#located(name, range, draft),
      entity: 'procedure',
      async: node.async,
      generator: node.generator,
      signature: this.#signature(name, node),
      ...(body === null ? {} : { body: { ...rangeOf(body), expression: body.type !== 'BlockStatement' } }),
      uses: draft.uses,
      suspensions: draft.suspensions,
      fingerprint: this.#fingerprint(code, [draft]),
    }
  }

  #class(name: string, node: Class): Entity[] {
    const id = this.#id(name)
    const draft = this.#draft(name)
    const methods = methodsOf(node).filter((method) => memberName(method) !== undefined)
    const procedures = methods.map((method) => this.#method(name, id, node, method))
    if (!methods.some(({ kind }) => kind === 'constructor')) {
      procedures.unshift(this.#defaultConstructor(name, id, node))
    }
    const parent = draft.references.find(({ use }) => use === 'extends')
    const adt: Adt = {
      ...this.#located(name, node, draft),
      entity: 'adt',
      ...(node.superClass === null ? {} : { extends: parent ?? ('outside' as const) }),
      ...(node.superClass === null || parent !== undefined ? {} : { outsideParent: rangeOf(node.superClass) }),
      substitute:
        (node.superClass !== null && parent === undefined) ||
        (node.implements ?? []).some(({ expression }) => this.#isOutside(expression)),
      bodyStart: node.body.start,
      fields: fieldsOf(node).map((field) => ({
        name: memberName(field) ?? '',
        type: this.#types.describe(this.#module, field.typeAnnotation, field.value),
        ...rangeOf(field),
      })),
      busyFields: draft.busyFields,
      procedures: procedures.map((procedure) => procedure.id),
      representation: this.#types.fingerprintFields(this.#module, node),
    }
    return [adt, ...procedures]
  }

  /** A type that is not of the program: then an object of the class may stand where the language's own would. */
  #isOutside(expression: Node): boolean {
    const meaning = expression.type === 'Identifier' ? this.#names.find(this.#module, expression.name) : undefined
    return meaning === undefined || meaning.kind === 'outside'
  }

  #method(className: string, adt: string, owner: Class, node: MethodDefinition): Procedure {
    const name = `${className}.${accessorPrefix(node.kind)}${memberName(node) ?? ''}`
    const form = node.kind === 'get' ? 'getter' : node.kind === 'set' ? 'setter' : node.kind
    const procedure = this.#procedure(name, node.value, node, [node])
    const fingerprint =
      form === 'constructor' ? this.#constructorFingerprint(className, owner, node) : procedure.fingerprint
    const exported = this.#exported.has(className) && node.accessibility !== 'private'
    return { ...procedure, form, adt, static: node.static, exported, headless: false, fingerprint }
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
      exported: this.#exported.has(className),
      async: false,
      generator: false,
      headless: false,
      signature: {
        parameters: [],
        result: '',
        text: `new ${className}(…)`,
        fingerprint:
          node.superClass === null ? this.#types.fingerprint(this.#module, constructorTypes, 'name') : 'inherited',
        classes: [],
      },
      uses: draft.uses,
      suspensions: [],
      fingerprint: this.#constructorFingerprint(className, node, undefined),
    }
  }

  /** A constructor runs the initialisers of the fields. */
  #constructorFingerprint(className: string, node: Class, own: MethodDefinition | undefined): string {
    const code = [
      ...fieldsOf(node).filter((field) => !field.static),
      ...(own === undefined ? [] : [own]),
      ...(node.superClass === null ? [] : [node.superClass]),
    ]
    return this.#fingerprint(code, [this.#draft(className), this.#draft(`${className}.constructor`)])
  }

  #constant(declaration: VariableDeclared): Constant {
    const draft = this.#draft(declaration.name)
    const { init } = declaration.node
    return {
      ...this.#located(declaration.name, declaration, draft),
      entity: 'constant',
      initialiser: rangeOf(init ?? declaration),
      inline: declaration.inline,
      fingerprint: init === null ? '' : this.#fingerprint([init], [draft]),
    }
  }

  #datum(declaration: VariableDeclared): Datum {
    const { id, init } = declaration.node
    const annotation = id.type === 'Identifier' ? id.typeAnnotation : null
    const draft = this.#draft(declaration.name)
    return {
      ...this.#located(declaration.name, declaration, draft),
      uses: draft.uses,
      entity: 'datum',
      mutable: declaration.mutable,
      type: this.#types.describe(this.#module, annotation, init),
      ...(init === null ? {} : { initialiser: rangeOf(init) }),
      representation: this.#types.fingerprint(this.#module, [['', annotation ?? init]], 'fields'),
      component: this.#component,
    }
  }

  #signature(name: string, node: FunctionNode | ArrowFunctionExpression): Signature {
    const written = node.params.filter((parameter) => !(parameter.type === 'Identifier' && parameter.name === 'this'))
    const parameters = written.map((parameter) => this.#parameter(parameter))
    const result = this.#types.write(this.#module, node.returnType)
    const text = `${node.async ? 'async ' : ''}${name}(${parameters.map(writeParameter).join(', ')})${result === '' ? '' : `: ${result}`}`
    const types = written.map((parameter, index) => [labelOf(parameters[index]), annotationOf(parameter)] as const)
    const fingerprint = this.#types.fingerprint(
      this.#module,
      [[`${node.async} ${node.generator}`, null], ...types, ['result', node.returnType]],
      'name',
    )
    const classes = this.#types.classes(this.#module, [...written.map(annotationOf), node.returnType])
    return { parameters, result, text, fingerprint, classes }
  }

  #parameter(node: ParamPattern): Parameter {
    const rest = node.type === 'RestElement'
    const target: Node = rest ? node.argument : node.type === 'AssignmentPattern' ? node.left : node
    const end = annotationOf(node)?.start ?? target.end
    const name =
      target.type === 'Identifier'
        ? target.name
        : this.#declarations.file.source.slice(target.start, end).replaceAll(/\s+/g, ' ')
    const optional = node.type === 'AssignmentPattern' || (target as { optional?: boolean }).optional === true
    return { name, type: this.#types.write(this.#module, annotationOf(node)), optional, rest }
  }

  /** Names of the program stand for what they refer to, whatever they are called locally. */
  #fingerprint(code: readonly Node[], drafts: readonly Draft[]): string {
    const targets = new Map(
      drafts.flatMap(({ references }) =>
        references.map(({ start, end, target }) => [`${start}:${end}`, target] as const),
      ),
    )
    const shape = code.map((node) =>
      codeShape(node, (inner, key) => (key === 'key' ? undefined : targets.get(`${inner.start}:${inner.end}`))),
    )
    return digest(shape.join('\n'))
  }

  #located(
    name: string,
    range: Range,
    draft: Draft,
  ): Pick<Procedure, 'id' | 'name' | 'module' | 'start' | 'end' | 'line' | 'references'> {
    return {
      id: this.#id(name),
      name,
      module: this.#module,
      start: range.start,
      end: range.end,
      line: lineOf(this.#declarations.file.lineStarts, range.start),
      references: draft.references,
    }
  }

  #draft(name: string): Draft {
    return this.#drafts.get(this.#id(name)) ?? createDraft(this.#id(name), 'procedure')
  }

  #id(name: string): string {
    return `${this.#module}#${name}`
  }
}

function rangeOf({ start, end }: Range): Range {
  return { start, end }
}

function annotationOf(node: ParamPattern): Node | null | undefined {
  const target = node.type === 'AssignmentPattern' ? node.left : node
  return (target as { typeAnnotation?: Node | null }).typeAnnotation
}

function writeParameter({ name, type, optional, rest }: Parameter): string {
  return `${rest ? '...' : ''}${name}${optional ? '?' : ''}${type === '' ? '' : `: ${type}`}`
}

function labelOf(parameter: Parameter | undefined): string {
  return `${parameter?.rest === true ? '...' : ''}${parameter?.optional === true ? '?' : ''}`
}
