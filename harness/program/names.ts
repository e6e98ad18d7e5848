import type { Declaration, Declarations } from './declarations.ts'

/** What a name at a module's top level stands for. */
export type Meaning =
  | { readonly kind: 'entity'; readonly id: string; readonly module: string; readonly name: string }
  | { readonly kind: 'type'; readonly module: string; readonly name: string }
  | { readonly kind: 'namespace'; readonly module: string }
  | { readonly kind: 'outside'; readonly specifier: string; readonly imported: string }

/** The modules of a version by name (`fib.ts`), and what names mean in them. */
export class Names {
  readonly #modules: ReadonlyMap<string, Declarations>
  readonly #version: string

  /** @param version name of the version folder: support code beside it says `../v2/fib.ts` for `fib.ts` */
  constructor(modules: ReadonlyMap<string, Declarations>, version: string) {
    this.#modules = modules
    this.#version = version
  }

  /** What `name` stands for in `module`; undefined where it is not declared at the top level. */
  find(module: string, name: string): Meaning | undefined {
    const declarations = this.#modules.get(module)
    if (declarations === undefined) return undefined
    if (declarations.values.has(name)) return { kind: 'entity', id: `${module}#${name}`, module, name }
    if (declarations.types.has(name)) return { kind: 'type', module, name }
    return this.findImport(module, name)
  }

  /** The declaration of an entity. */
  declaration(entity: Extract<Meaning, { kind: 'entity' }>): Declaration | undefined {
    return this.#modules.get(entity.module)?.values.get(entity.name)
  }

  /** What a local name of `module` is imported as. */
  findImport(module: string, local: string): Meaning | undefined {
    const imported = this.#modules.get(module)?.imports.get(local)
    return imported === undefined ? undefined : this.#follow(module, imported.specifier, imported.imported, new Set())
  }

  /** What `module` exports as `name`. */
  findExport(module: string, name: string): Meaning | undefined {
    return this.#exported(module, name, new Set())
  }

  #follow(module: string, specifier: string, imported: string, seen: Set<string>): Meaning | undefined {
    const target = resolveSpecifier(module, specifier, this.#version)
    if (!this.#modules.has(target)) return { kind: 'outside', specifier, imported }
    return imported === '*' ? { kind: 'namespace', module: target } : this.#exported(target, imported, seen)
  }

  #exported(module: string, name: string, seen: Set<string>): Meaning | undefined {
    const key = `${module}#${name}`
    if (seen.has(key)) return undefined
    seen.add(key)
    const entry = this.#modules.get(module)?.exports.get(name)
    if (entry === undefined) return undefined
    return entry.from === undefined
      ? this.find(module, entry.local)
      : this.#follow(module, entry.from, entry.local, seen)
  }
}

/** Module name that a relative import leads to: `('rib/table.ts', '../fib.ts')` and `('updates/tos.ts', '../v4/fib.ts', 'v4')` give `fib.ts`. */
export function resolveSpecifier(module: string, specifier: string, version: string): string {
  const parts = module.split('/').slice(0, -1)
  for (const part of specifier.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return (parts[0] === version ? parts.slice(1) : parts).join('/')
}
