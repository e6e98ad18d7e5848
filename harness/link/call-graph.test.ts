import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compile } from '../program/fixtures/programs.ts'
import type { Program } from '../program/program.ts'
import { allCounted, scope, start } from './fixtures/forms.ts'
import { randomPrograms } from './fixtures/random-program.ts'
import type { Linkage } from './linkage.ts'
import type { TraceHooks } from './space.ts'
import type { Suspendable } from './suspensions.ts'

interface Activation extends Suspendable {
  readonly id: string
  saved: Activation | undefined
}

/** Runs `main` and records which procedure was entered from which, in order. */
async function recordCalls(program: Program, linkage: Linkage): Promise<string[]> {
  const ids = [...program.procedures.keys()]
  const calls: string[] = []
  let current: Activation | undefined
  const trace: TraceHooks = {
    enter: (_, index) => {
      const id = ids[index - 1] ?? ''
      if (current !== undefined) calls.push(`${current.id} → ${id}`)
      current = { id, saved: current, away: false }
      return current
    },
    exit: (token) => {
      current = (token as Activation).saved
    },
    suspend: (token) => {
      current = (token as Activation).saved
    },
    resume: (token) => {
      const activation = token as Activation
      activation.saved = current
      current = activation
    },
    construct: () => undefined,
  }
  const running = start(program, linkage, { trace })
  await running.call('main.ts#main')
  // What was not awaited comes to its end as well.
  await new Promise((resolve) => void setImmediate(resolve))
  return calls
}

/** Whether the call graph has it; what a procedure's own functions do counts as done by that procedure. */
function isKnown(program: Program, caller: string, callee: string): boolean {
  const seen = new Set([caller])
  for (const id of seen) {
    const callees = program.calls.get(id) ?? []
    if (callees.includes(callee)) return true
    for (const next of callees) if (program.procedures.get(next)?.uses.escapingClosure === true) seen.add(next)
  }
  return false
}

test('whatever calls whatever in a random program, the call graph has it; and it does so in every form alike', async () => {
  await fc.assert(
    fc.asyncProperty(randomPrograms, async (source) => {
      const program = compile(source)
      const calls = await recordCalls(program, scope)
      expect(await recordCalls(program, allCounted)).toEqual(calls)
      expect(
        [...new Set(calls)].filter((call) => {
          const [caller = '', callee = ''] = call.split(' → ')
          return !isKnown(program, caller, callee)
        }),
      ).toEqual([])
    }),
    { numRuns: 200 },
  )
})
