import { describeValue } from './describe-value.ts'
import type { CallRecipe, Recipe } from './recipe.ts'

/** A value as a person would write it: how it is made. */
export function writeRecipe(made: Recipe | readonly (Recipe | CallRecipe)[]): string {
  if (Array.isArray(made))
    return made.length === 0 ? 'as it is at first' : made.map((one) => writeOne(one as Recipe | CallRecipe)).join(', ')
  return writeOne(made as Recipe)
}

function writeOne(one: Recipe | CallRecipe): string {
  if ('method' in one) return `${one.method}(${one.values.map(writeOne).join(', ')})`
  switch (one.make) {
    case 'plain':
      return describeValue(one.value)
    case 'map':
      return `Map{${one.of.map(([key, value]) => `${writeOne(key)} => ${writeOne(value)}`).join(', ')}}`
    case 'object':
      return `{${Object.entries(one.fields)
        .map(([name, field]) => `${name}: ${writeOne(field)}`)
        .join(', ')}}`
    case 'class':
      return `new ${one.id}(${one.values.map(writeOne).join(', ')})${one.calls.map((call) => `.${writeOne(call)}`).join('')}${Object.keys(one.fields).length === 0 ? '' : ` with ${writeOne({ make: 'object', fields: one.fields })}`}`
    case 'disk':
      return 'an empty disk'
    default:
      return `[${one.of.map(writeOne).join(', ')}]`
  }
}
