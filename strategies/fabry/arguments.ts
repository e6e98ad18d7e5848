import type { Procedure, Program } from '../../harness/program/program.ts'

/**
 * The values with which an operation was called, as an expression: so that it can be begun again. They are named one by
 * one where nothing is assigned to them, since V8 would make an `arguments` object at every entry.
 */
export function valuesOf({ module, body, signature }: Procedure, { modules }: Program): string {
  const names = signature.parameters.map(({ name }) => name)
  const text = modules.find(({ name }) => name === module)?.text.slice(body?.start, body?.end) ?? ''
  const isNamed = signature.parameters.every(
    ({ name, rest }) => !rest && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name),
  )
  return isNamed && names.every((name) => !mayBeAssigned(name, text)) ? `[${names.join(',')}]` : 'arguments'
}

/** By the look of it, so sometimes said in vain: `=` behind it, a step, a loop over it, a pattern with it. */
function mayBeAssigned(name: string, text: string): boolean {
  const word = String.raw`(?<![\p{ID_Continue}$.])${name.replaceAll('$', String.raw`\$`)}(?![\p{ID_Continue}$])`
  const forms = [
    String.raw`${word}\s*(?:[-+*/%&|^?<>]{0,3}=(?![=>])|\+\+|--)`,
    String.raw`(?:\+\+|--)\s*${word}`,
    String.raw`\bfor\s*(?:await\s*)?\(\s*${word}`,
    // An array pattern is not preceded by what it could be an element of; an object pattern needs its parenthesis.
    String.raw`(?<![\p{ID_Continue}$)\]]\s*)\[[^\]]*${word}[^=]*\]\s*=(?![=>])`,
    String.raw`\(\s*\{[^=]*${word}[^=]*\}\s*=(?![=>])`,
  ]
  return forms.some((form) => new RegExp(form, 'u').test(text))
}
