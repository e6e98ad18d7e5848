import { methodName } from '../program/call-graph.ts'
import type { Datum, Procedure, Program } from '../program/program.ts'
import type { Linkage } from './linkage.ts'

/** `$a`: a type's identity. `$d`: the cell of a static datum. `$k`: a constant. `$p`: a pointer to a procedure. */
type Letter = 'a' | 'd' | 'k' | 'p'

const kept: Readonly<Record<Letter, string>> = { a: 'adts', d: 'cells', k: 'constants', p: 'pointers' }
/** What a unit may use without naming an entity. */
const common = ['$c', '$f', '$h', '$x', '$base', '$apply']

/** Names that stand in emitted text for what is bound when a unit is loaded: `$d2_5` is entity 5 of module 2, static data. */
export class Handles {
  readonly #program: Program
  readonly #linkage: Linkage
  readonly #numbers: ReadonlyMap<string, string>
  readonly #modules: ReadonlyMap<string, number>
  readonly #helpers = new Map<string, string>()

  constructor(program: Program, linkage: Linkage) {
    this.#program = program
    this.#linkage = linkage
    this.#modules = new Map(program.modules.map(({ name }, index) => [name, index]))
    this.#numbers = new Map(
      program.modules.flatMap(({ entities }, module) =>
        entities.map(({ id }, index) => [id, `${module}_${index}`] as const),
      ),
    )
  }

  to(letter: Letter, id: string): string {
    return `$${letter}${this.#numbers.get(id)}`
  }

  /** A helper function of a unit, by its text. */
  helper(text: string): string {
    let name = this.#helpers.get(text)
    if (name === undefined) {
      name = `$m${this.#helpers.size}`
      this.#helpers.set(text, name)
    }
    return name
  }

  /** A procedure's entry in its module's table. */
  entry(procedure: Procedure): string {
    const name = slotOf(procedure)
    return `$t${this.#modules.get(procedure.module)}${/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`}`
  }

  /** Name of an entity in the one scope: unlike any name of the source. */
  scoped(id: string): string {
    const at = id.indexOf('#')
    return `${id.slice(at + 1).replaceAll(/[^\p{ID_Continue}$]/gu, '_')}$${this.#modules.get(id.slice(0, at))}`
  }

  cellKey(datum: Datum): string {
    return this.#linkage.data === 'in-place' ? datum.id : `${datum.id}@${datum.representation}`
  }

  /** Declares what the text uses as constants, so that the optimiser can rely on them. */
  environment(text: string): string {
    const used = new Set(text.match(/\$(?:[adkp]\d+_\d+|[tm]\d+|[cfhx]\b|base\b|apply\b)/g))
    const helpers = [...this.#helpers].filter(([, name]) => used.has(name)).map(([helper, name]) => `${name}=${helper}`)
    const bound = [...used]
      .filter((name) => name[1] !== 'm' || common.includes(name))
      .map((name) => `${name}=$0.${this.#lookup(name)}`)
    const parts = [...bound, ...helpers]
    return parts.length === 0 ? '' : `const ${parts.join(',')};`
  }

  #lookup(name: string): string {
    if (common.includes(name)) return name
    if (name[1] === 't') return `tables[${JSON.stringify(this.#program.modules[Number(name.slice(2))]?.name)}]`
    const [module = 0, entity = 0] = name.slice(2).split('_').map(Number)
    const id = this.#program.modules[module]?.entities[entity]?.id ?? ''
    const datum = name[1] === 'd' ? this.#program.data.get(id) : undefined
    return `${kept[name[1] as Letter]}[${JSON.stringify(datum === undefined ? id : this.cellKey(datum))}]`
  }
}

/** Key in a module's table; a constructor stands under its class's name. */
export function slotOf(procedure: Procedure): string {
  return procedure.form === 'constructor' ? procedure.name.replace(/\.constructor$/, '') : procedure.name
}

/** `size` for `get size`. */
export function memberKey(procedure: Procedure): string {
  const name = methodName(procedure)
  return procedure.form === 'method' ? name : name.replace(/^[gs]et /, '')
}
