import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createMemoryMedium, type MemoryFiles } from '../../harness/host/disk-memory.ts'
import { createDisk } from '../../harness/host/disk.ts'
import { Random } from '../../harness/load/random.ts'
import type { Disk, Line, Outside } from '../contract.ts'
import { workload } from './index.ts'
import { journalHolds } from './journal-check.ts'
import type { Audited, Balance, Reply, Request } from './protocol.ts'

const versions = ['v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7', 'v8']
const parameters = { processes: 1, accounts: 24, branches: 3, audits: 40 }
const traffic = workload.traffic(parameters)
const requests = 600

test('main is the same in every version, for some systems can never update it', () => {
  const texts = versions.map((version) => readFileSync(join(workload.folder, version, 'main.ts'), 'utf8'))
  expect(new Set(texts).size).toBe(1)
})

test('every kind of reply occurs, and every refusal', async () => {
  const { replies } = await serveAll('v8', 4, new Map())
  const told = replies.map((reply) => (reply.kind === 'transferred' ? `transferred ${reply.refused}` : reply.kind))
  expect([...new Set(told)].toSorted()).toEqual([
    'audited',
    'balance',
    'interest',
    'opened',
    'transferred ',
    'transferred insufficient',
    'transferred limited',
    'transferred unknown',
  ])
})

test('while a transfer is half-way the audit adds up, and the balances are not told', async () => {
  const bank = await open('v1')
  await bank.ask({ kind: 'open', account: 1, branch: 0, cents: 10_000, currency: 'EUR' })
  await bank.ask({ kind: 'open', account: 3, branch: 0, cents: 10_000, currency: 'EUR' })
  bank.hold()
  const transfer = bank.ask({ kind: 'transfer', from: 1, to: 3, cents: 1000, express: true, memo: '' })
  const balance = bank.ask<Balance>({ kind: 'balance', account: 1 })
  expect((await bank.ask<Audited>({ kind: 'audit', branch: 0 })).cents).toBe(20_000)
  expect(await Promise.race([balance, settled()])).toBe('nothing yet')
  bank.release()
  expect(await transfer).toMatchObject({ refused: '', fee: 5, from: 8995, to: 11_000 })
  expect((await balance).cents).toBe(8995)
})

test('transfers in opposite directions, all half-way at once, end', async () => {
  const bank = await open('v1', 16)
  for (const account of [1, 2, 3]) await bank.ask({ kind: 'open', account, branch: 0, cents: 100_000, currency: 'EUR' })
  const replies = await Promise.all(
    Array.from({ length: 60 }, (_, index) => {
      const [from, to] = [1 + (index % 3), 1 + ((index + 1 + (index % 2)) % 3)]
      return bank.ask({ kind: 'transfer', from, to, cents: 100, express: false, memo: '' })
    }),
  )
  expect(replies).toHaveLength(60)
  expect((await bank.ask<Audited>({ kind: 'audit', branch: 0 })).cents).toBe(300_000)
})

const restarts = [
  ['v1', 'v1'],
  ['v2', 'v3'],
  ['v4', 'v5'],
  ['v6', 'v7'],
  ['v1', 'v8'],
] as const

test.each(restarts)(
  'what %s acknowledged is there when the site was lost and %s starts from the journal',
  async (from, to) => {
    const files: MemoryFiles = new Map()
    const before = await serveAll(from, 4, files)
    const after = await serveAll(to, 4, files, traffic.setup + requests)
    const cents = (replies: readonly Reply[]): number[] =>
      replies.slice(-traffic.probes).map((reply) => (reply as Audited | Balance).cents)
    expect(cents(after.replies)).toEqual(cents(before.replies))
    expect(complaints(files, after.replies.slice(-traffic.probes), from, to)).toEqual([])
  },
)

test('numbers go on behind those that the journal has', async () => {
  const files: MemoryFiles = new Map()
  await serveAll('v7', 4, files)
  await serveAll('v7', 4, files, traffic.setup)
  const numbers = files.get('journal')!.map((record) => /^#\d+/.exec(record)?.[0])
  expect(numbers).not.toContain(undefined)
  expect(complaints(files, [], 'v7')).toEqual([])
})

test('the digest tells apart replies that differ in one field', () => {
  const replies: Reply[] = [
    { kind: 'opened', cents: 5, currency: 'EUR' },
    { kind: 'balance', cents: 5, currency: 'EUR' },
    { kind: 'interest', cents: 5, currency: 'EUR', paid: 5 },
    { kind: 'audited', cents: 5, currency: 'EUR', accounts: 5 },
    { kind: 'transferred', refused: '', fee: 5, from: 5, to: 5, currency: 'EUR', memo: 'rent', edition: 1 },
  ]
  const changed = replies.flatMap((reply) =>
    Object.entries(reply).flatMap(([field, value]: [string, string | number]) => {
      if (field === 'kind') return []
      return [{ ...reply, [field]: typeof value === 'number' ? value + 1 : `${value}x` }] as Reply[]
    }),
  )
  const large = [0, 1, 2].map((times): Reply => ({ kind: 'balance', cents: 7 + times * 2 ** 32, currency: 'EUR' }))
  const digests = [...replies, ...changed, ...large].map(traffic.digest)
  expect(new Set(digests).size).toBe(digests.length)
})

function complaints(files: MemoryFiles, probes: readonly Reply[], ...told: readonly string[]): readonly string[] {
  return journalHolds.check({
    parameters,
    versions: told,
    files,
    probes: probes.map((reply, index) => ({ request: traffic.probe(index), digest: traffic.digest(reply) >>> 0 })),
  })
}

type Main = (line: Line<Request, Reply>, outside: Outside) => Promise<void>

interface Bank {
  ask<R extends Reply>(request: Request): Promise<R>
  /** From now on writes to the disk do not end. */
  hold(): void
  release(): void
}

/** A version freshly started in modules of its own. */
async function open(version: string, processes = 4, files: MemoryFiles = new Map()): Promise<Bank> {
  vi.resetModules()
  const { main } = (await import(`./${version}/main.ts`)) as { main: Main }
  const asked: { id: number; body: Request }[] = []
  const waiting: ((request: { id: number; body: Request }) => void)[] = []
  const answers: ((reply: Reply) => void)[] = []
  let gate = Promise.resolve()
  let lift = (): void => undefined
  const line: Line<Request, Reply> = {
    receive: () => asked.shift() ?? new Promise((resolve) => waiting.push(resolve)),
    reply: ({ id }, reply) => answers[id]!(reply),
  }
  const disk: Disk = createDisk(createMemoryMedium(files, () => gate))
  const outside: Outside = { now: () => 0, after: () => Promise.resolve(), parameters, disk }
  for (let process = 0; process < processes; process++) void main(line, outside)
  return {
    ask: <R extends Reply>(body: Request): Promise<R> =>
      new Promise((resolve) => {
        const id = answers.push(resolve as (reply: Reply) => void) - 1
        const next = waiting.shift()
        if (next === undefined) asked.push({ id, body })
        else next({ id, body })
      }),
    hold: () => {
      gate = new Promise((resolve) => {
        lift = resolve
      })
    },
    release: () => lift(),
  }
}

/** Replies to all requests from `first` on, the probes when nothing else is under way. */
async function serveAll(
  version: string,
  processes: number,
  files: MemoryFiles,
  first = 0,
): Promise<{ readonly replies: readonly Reply[] }> {
  const bank = await open(version, processes, files)
  const end = traffic.setup + requests
  const served = Array.from({ length: end - first }, (_, index) =>
    bank.ask(traffic.request(first + index, new Random().reseed(42, first + index))),
  )
  const replies = await Promise.all(served)
  const probes = await Promise.all(Array.from({ length: traffic.probes }, (_, index) => bank.ask(traffic.probe(index))))
  return { replies: [...replies, ...probes] }
}

function settled(): Promise<'nothing yet'> {
  return new Promise((resolve) => {
    setImmediate(() => resolve('nothing yet'))
  })
}
