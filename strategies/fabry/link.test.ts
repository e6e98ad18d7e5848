import { beforeAll, describe, expect, test } from 'vitest'
import type { SiteAccess } from '../../harness/host/agent.ts'
import { emitImage } from '../../harness/link/emit.ts'
import { listen, listenToSource } from '../../harness/link/fixtures/forms.ts'
import { programs } from '../../harness/link/fixtures/programs.ts'
import { Memory, Space } from '../../harness/link/space.ts'
import { compile } from '../../harness/program/fixtures/programs.ts'
import type { Program } from '../../harness/program/program.ts'
import { linkage } from './link.ts'
import { createSite } from './update.ts'

describe.each(Object.entries(programs))('%s', (_, source) => {
  const program = compile(source)
  let expected: readonly string[] = []

  beforeAll(async () => {
    expected = await listenToSource(program)
  })

  test.each([false, true])('does what the source does (traced: %s)', async (traced) => {
    const run = start(program, traced)
    expect(await listen((say) => run(say))).toEqual(expected)
  })
})

/** Loads a program with stamps and checks; returns its `main`. */
function start(program: Program, traced: boolean): (...values: unknown[]) => unknown {
  const memory = new Memory()
  const site: Partial<SiteAccess> = { memory, spaces: [], traceObject: () => undefined }
  const agent = createSite(site as SiteAccess)
  const trace = {
    enter: () => ({ away: false }),
    exit: () => undefined,
    suspend: () => undefined,
    resume: () => undefined,
    construct: () => undefined,
  }
  const space = new Space(memory, emitImage(program, linkage, { traced }), {
    tables: linkage.tables,
    flag: new Int32Array(1),
    hooks: agent.hooks,
    trace,
  })
  space.load()
  for (const { id } of space.image.procedures) space.bind(id)
  agent.loaded?.(space)
  for (const datum of space.image.data) space.initialise(datum)
  return space.bound('main.ts#main') as (...values: unknown[]) => unknown
}
