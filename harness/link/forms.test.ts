import { beforeAll, describe, expect, test } from 'vitest'
import { compile } from '../program/fixtures/programs.ts'
import { activations, forms, listen, listenToSource, runners } from './fixtures/forms.ts'
import { programs } from './fixtures/programs.ts'

describe.each(Object.entries(programs))('%s', (_, source) => {
  const program = compile(source)
  let expected: readonly string[] = []

  beforeAll(async () => {
    expected = await listenToSource(program)
  })

  test.each(Object.entries(forms))('%s does what the source does', async (__, run) => {
    expect(expected.length, 'the program says nothing').toBeGreaterThan(0)
    const running = run(program)
    expect(await listen((say) => running.call('main.ts#main', say))).toEqual(expected)
    expect([activations(running), runners.count]).toEqual([0, 0])
  })
})
