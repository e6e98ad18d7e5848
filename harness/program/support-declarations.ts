import type { Expression, Node } from '@oxc-project/types'
import type { Declaration } from './declarations.ts'
import { withoutTypes } from './without-types.ts'

/** What a support module says in its exports of fixed names; functions are given by their local names. */
export interface SupportDeclarations {
  /** What is converted (`fib.ts#table`) → local name of the function that does it. */
  readonly interprocedures: Map<string, string>
  readonly mappers: Map<string, string>
  readonly converters: Map<string, string>
  readonly groups: string[][]
  readonly order: string[][]
  /** Offset at which something of the program is named, by its id. */
  readonly named: Map<string, number>
}

export type Complain = (node: Node, code: string, message: string, instead: string) => void

export function createSupport(): SupportDeclarations {
  return {
    interprocedures: new Map(),
    mappers: new Map(),
    converters: new Map(),
    groups: [],
    order: [],
    named: new Map(),
  }
}

/** Reads one export of a support module; false where it is an ordinary declaration. */
export function readSupport(
  name: string,
  init: Expression | null,
  into: {
    readonly support: SupportDeclarations
    readonly values: Map<string, Declaration>
    readonly complain: Complain
  },
): boolean {
  const value = init === null ? null : withoutTypes(init)
  if (name === 'groups' || name === 'order') {
    into.support[name].push(...readLists(value, into.support, into.complain))
    return true
  }
  if (name !== 'interprocedures' && name !== 'mappers' && name !== 'converters') return false
  if (value?.type !== 'ObjectExpression') {
    if (value !== null) {
      into.complain(value, 'support-entry', `\`${name}\` is not an object literal`, "`{ 'module.ts#name': procedure }`")
    }
    return true
  }
  for (const property of value.properties) {
    if (property.type !== 'Property' || (property.computed && property.key.type !== 'Literal')) {
      into.complain(
        property,
        'support-entry',
        `an entry of \`${name}\` whose key is not written out`,
        "`'module.ts#name': procedure`",
      )
      continue
    }
    const target =
      property.key.type === 'Literal'
        ? String(property.key.value)
        : property.key.type === 'Identifier'
          ? property.key.name
          : ''
    into.support.named.set(target, property.key.start)
    const converter = withoutTypes(property.value)
    if (converter.type === 'Identifier') {
      into.support[name].set(target, converter.name)
    } else if (converter.type === 'ArrowFunctionExpression' || converter.type === 'FunctionExpression') {
      const local = `${name}[${target}]`
      into.support[name].set(target, local)
      into.values.set(local, {
        kind: 'arrow',
        name: local,
        node: converter,
        headless: property.method,
        start: converter.start,
        end: converter.end,
      })
    } else {
      into.complain(
        property.value,
        'support-entry',
        `an entry of \`${name}\` that is no function`,
        'a function, or the name of one',
      )
    }
  }
  return true
}

function readLists(value: Expression | null, support: SupportDeclarations, complain: Complain): string[][] {
  if (value === null) return []
  const lists = elements(value)?.map((list) =>
    elements(list)?.map((item) => (item.type === 'Literal' ? { id: String(item.value), at: item.start } : undefined)),
  )
  if (lists === undefined || lists.some((list) => list === undefined || list.includes(undefined))) {
    complain(value, 'support-list', 'a list that is not written out', "`[['module.ts#first', 'module.ts#second']]`")
    return []
  }
  const named = lists.map((list) => (list ?? []).filter((item) => item !== undefined))
  for (const { id, at } of named.flat()) support.named.set(id, at)
  return named.map((list) => list.map(({ id }) => id))
}

/** The elements of an array literal without holes or spreads. */
function elements(node: Expression): Expression[] | undefined {
  const value = withoutTypes(node)
  if (value.type !== 'ArrayExpression') return undefined
  const found = value.elements.flatMap((element) =>
    element === null || element.type === 'SpreadElement' ? [] : [withoutTypes(element)],
  )
  return found.length === value.elements.length ? found : undefined
}
