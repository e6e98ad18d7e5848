import type { Update } from '../../harness/program/update.ts'
import type { CommandLanguage, CommandReading } from '../contract.ts'
import { assess } from './rules.ts'

/** What an operator can have done with an update, in this order. */
const verbs = ['apply', 'make permanent'] as const
type Verb = (typeof verbs)[number]

/**
 * Commands of an operator, separated by `;` or lines: `apply` puts all functions of the update in force, until the
 * process is restarted; `make permanent` writes them into the program's image on disk.
 */
export const language: CommandLanguage = {
  derive: ({ changes }) => (changes.length === 0 ? undefined : verbs.join('; ')),
  read,
}

/** Whether what the operator ordered makes the update permanent as soon as it is in force. */
export function isMadePermanent(steps: unknown): boolean {
  return Array.isArray(steps) && steps.includes('make permanent' satisfies Verb)
}

function read(text: string, update: Update): CommandReading {
  const steps: Verb[] = []
  for (const { words, at } of split(text)) {
    const verb = verbs[steps.length]
    const problem = findProblem(words.replaceAll(/\s+/g, ' '), verb)
    if (problem !== undefined) return { problem: { message: problem, at, length: words.length } }
    if (verb !== undefined) steps.push(verb)
  }
  if (steps.length === 0) {
    return { problem: { message: 'expected `apply`, got nothing', at: 0, length: Math.max(1, text.length) } }
  }
  return {
    order: { text, commands: steps.length, decisions: 0, loads: [], steps },
    refusals: assess(update),
  }
}

function split(text: string): { readonly words: string; readonly at: number }[] {
  return [...text.matchAll(/[^;\n]+/g)].flatMap(({ 0: part, index }) => {
    const words = part.trim()
    return words === '' ? [] : [{ words, at: index + part.indexOf(words) }]
  })
}

function findProblem(words: string, due: Verb | undefined): string | undefined {
  if (words === due) return undefined
  if (words === 'make permanent' && due === 'apply')
    return 'expected `apply` first: what is not in force cannot be made permanent'
  if (due === undefined) return `expected the end: nothing is left to be done after \`${verbs.join('; ')}\``
  return `expected \`${due}\`${due === 'apply' ? '' : ' or the end'}, got \`${words}\``
}
