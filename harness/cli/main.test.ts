import { afterEach, describe, expect, it } from 'vitest'
import { commands } from './commands.ts'
import { createFakeContext, type FakeContext } from './fake-context.ts'
import { main } from './main.ts'

const contexts: FakeContext[] = []

afterEach(() => {
  for (const context of contexts.splice(0)) context.remove()
})

describe('a command line', () => {
  it.each([['--help'], ['-h'], ['help']])('%s shows the commands', async (...args) => {
    const { code, out } = await run(...args)
    expect(code).toBe(0)
    for (const name of ['list', 'run', 'check', 'matrix', 'table']) expect(out).toContain(`bench ${name} `)
  })

  it('without anything shows the commands as an error', async () => {
    const { code, out, err } = await run()
    expect([code, out]).toEqual([64, ''])
    expect(err).toContain('bench matrix')
  })

  it.each(['list', 'run', 'check', 'matrix', 'table'])('%s --help shows its options', async (name) => {
    const { code, out } = await run(name, '--help')
    expect(code).toBe(0)
    expect(out).toContain(`bench ${name} `)
    expect(out).toContain('--json')
  })

  it('with an unknown command names the nearest', async () => {
    const { code, err } = await run('matrx')
    expect(code).toBe(64)
    expect(err).toContain('got `matrx`. Did you mean `matrix`?')
  })

  it('offers only what exists', async () => {
    for (const command of Object.values(commands)) expect(await command.load()).toBeTypeOf('function')
    expect((await run('toString')).code).toBe(64)
  })

  it.each<[string, string[], string]>([
    ['an unknown option', ['run', '--stratgy', 'podus'], 'Did you mean `--strategy`?'],
    ['a missing option', ['run', '--strategy', 'podus'], '--workload: expected W, got nothing'],
    ['an option without its value', ['run', '--strategy', '--workload', 'tiny'], '--strategy: expected S, got nothing'],
    [
      'an option given twice',
      ['run', '--strategy', 'podus', '--strategy', 'dmert', '--workload', 'tiny'],
      'got `podus` and `dmert`',
    ],
    ['a value for a flag', ['list', '--json=x'], '--json: expected no value'],
    ['a stray argument', ['table', 'x'], 'expected options only, got `x`'],
    ['a missing argument', ['check'], 'expected PATH, got nothing'],
    ['two that exclude each other', ['list', '--kinds', '--claims'], 'expected one of --kinds and --claims'],
  ])('with %s is a usage error that says what to do', async (_, args, message) => {
    const { code, out, err } = await run(...args)
    expect([code, out]).toEqual([64, ''])
    expect(err).toContain(message)
  })

  it('tells a bug from a mistake of the user', async () => {
    const context = create()
    const broken = { ...context, loadStrategies: () => Promise.reject(new TypeError('a bug')) }
    expect(await main(['list'], broken)).toBe(70)
    expect(context.err.text).toMatch(/internal error: TypeError: a bug\n +at /)
  })
})

describe('bench list', () => {
  it('names strategies, workloads and updates with their kinds and reasons', async () => {
    const { code, out } = await run('list')
    expect(code).toBe(0)
    expect(out).toMatch(/podus +a stand-in for podus/)
    expect(out).toMatch(/faster +v1 → v2 +body\n +One multiplication is faster\./)
    expect(out).toContain('size 100 (1 … 1000)')
  })

  it('--json holds the same', async () => {
    const { out } = await run('list', '--json')
    expect(JSON.parse(out)).toMatchObject({
      strategies: [{ name: 'direct' }, { name: 'podus', summary: 'a stand-in for podus' }, { name: 'dmert' }],
      workloads: [
        {
          name: 'tiny',
          parameters: { size: { default: 100 }, processes: { default: 1 } },
          updates: [{ name: 'faster', kinds: ['body'] }, { name: 'offset' }],
        },
      ],
    })
  })

  it('--kinds shows which updates have a kind of change', async () => {
    const { out } = await run('list', '--kinds')
    expect(out).toMatch(/^body +faster, offset$/m)
    expect(out).toMatch(/^interface +offset$/m)
    expect(out).toMatch(/^state +·$/m)
    expect(JSON.parse((await run('list', '--kinds', '--json')).out)).toContainEqual({
      kind: 'active',
      meaning: expect.any(String) as string,
      updates: { tiny: ['offset'] },
    })
  })

  it('--claims shows what each strategy says of each kind', async () => {
    const { out } = await run('list', '--claims')
    expect(out).toMatch(/^strategy +body +body-stateful +interface /m)
    expect(out).toMatch(/^podus +✓ +✓ +– /m)
    expect(JSON.parse((await run('list', '--claims', '--json')).out)).toMatchObject([
      { strategy: 'direct', claims: { body: { expect: 'refuses' } } },
      {},
      {},
    ])
  })
})

function create(): FakeContext {
  const context = createFakeContext()
  contexts.push(context)
  return context
}

async function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const context = create()
  const code = await main(args, context)
  return { code, out: context.out.text, err: context.err.text }
}
