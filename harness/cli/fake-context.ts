import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Claim, Strategy } from '../../strategies/contract.ts'
import type { UpdateDeclaration, Workload } from '../../workloads/contract.ts'
import { changeKinds, type ChangeKind } from '../program/change-kind.ts'
import { plain } from '../report/paint.ts'
import { answerTrial } from '../store/synthetic-record.ts'
import { createTrialId } from '../store/trial-id.ts'
import type { TrialPlan } from '../trial-plan.ts'
import type { Context, RunTrial } from './context.ts'
import type { Terminal } from './terminal.ts'

/** A context for tests: a project in a folder of its own, and trials that nobody runs. */
export interface FakeContext extends Context {
  readonly out: FakeTerminal
  readonly err: FakeTerminal
  /** Plans of the trials that were asked for, in order. */
  readonly asked: readonly TrialPlan[]
  /** Removes the project's folder. */
  remove(): void
}

interface FakeTerminal extends Terminal {
  /** All that was written. */
  readonly text: string
}

/** The strategies `direct`, `podus` (does all but `interface`) and `dmert` (refuses all but `body`) on the workload `tiny`. */
export function createFakeContext(runTrial: RunTrial = answerWell): FakeContext {
  const root = mkdtempSync(join(tmpdir(), 'bench-cli-'))
  const strategies = {
    direct: createStrategy('direct', []),
    podus: createStrategy('podus', allBut('interface')),
    dmert: createStrategy('dmert', ['body']),
  }
  for (const name of Object.keys(strategies))
    writeFile(join(root, 'strategies', name, 'index.ts'), `export const strategy = ${JSON.stringify(name)}\n`)
  const tiny = createWorkload(join(root, 'workloads/tiny'))
  const asked: TrialPlan[] = []
  return {
    root,
    cwd: root,
    out: createTerminal(),
    err: createTerminal(),
    now: () => new Date('2026-01-31T12:34:56Z'),
    env: {},
    processors: 1,
    watchNoise: () => () => ({ noise: { lagMs: 0.1, othersShare: 0, calibrationNs: [1000, 1000] }, stealShare: 0 }),
    takeMachine: () => Promise.resolve(() => {}),
    loadStrategies: () => Promise.resolve(strategies),
    loadWorkloads: () => Promise.resolve({ tiny }),
    runTrial: (plan, options) => {
      asked.push(plan)
      return runTrial(plan, options)
    },
    runSoak: () => Promise.reject(new Error('A stand-in soaks nothing.')),
    takeSampleSet: () => Promise.reject(new Error('A stand-in times nothing.')),
    runProgram: () => Promise.reject(new Error('A stand-in runs no programs.')),
    asked,
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** Refusals are answered as such, all else goes well. */
export const answerWell: RunTrial = (plan) => {
  const refuses = plan.role === 'strategy' && plan.strategy.name === 'dmert' && plan.update !== 'faster' && !plan.forced
  return Promise.resolve(
    answerTrial(
      plan,
      createTrialId(plan),
      refuses ? { outcome: 'refused', reason: 'main.ts#double: only bodies' } : {},
    ),
  )
}

/** Writes a version folder's files. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) writeFile(join(folder, name), text)
}

function writeFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

function createTerminal(): FakeTerminal {
  let text = ''
  return {
    isTerminal: false,
    columns: 100,
    paint: plain,
    write: (more) => {
      text += more
    },
    get text() {
      return text
    },
  }
}

function allBut(kind: ChangeKind): ChangeKind[] {
  return (Object.keys(changeKinds) as ChangeKind[]).filter((each) => each !== kind)
}

function createStrategy(name: string, does: readonly ChangeKind[]): Strategy {
  const claim = (kind: ChangeKind): Claim => ({ expect: does.includes(kind) ? 'completes' : 'refuses' })
  const claims = Object.fromEntries(
    (Object.keys(changeKinds) as ChangeKind[]).map((kind) => [kind, claim(kind)]),
  ) as Record<ChangeKind, Claim>
  return {
    name,
    summary: `a stand-in for ${name}`,
    profile: {
      type: 'procedure',
      hardware: 'none',
      support: 'none',
      distributed: 'no',
      granularity: 'procedure',
      changes: 'procedure implementation',
      intervention: 'low',
      updateTime: 'short',
      limitation: 'none to speak of',
      source: 'made up',
    },
    claims,
    linkage: { form: 'units', tables: 'shared', data: 'in-place' },
    loads: 'patch',
    canBackOut: false,
    assess: ({ changes }) =>
      changes
        .filter(({ kind }) => !does.includes(kind))
        .map(({ id, kind }) => ({ change: id, rule: `cannot change ${kind}` })),
    createSite: () => {
      throw new Error('A stand-in runs nothing.')
    },
  }
}

function createWorkload(folder: string): Workload {
  const main = (body: string, parameters = 'n: number'): string =>
    `import { double } from './double.ts'\n\nexport async function main(line: { receive(): Promise<{ body: number } | undefined>; reply(request: unknown, n: number): void }): Promise<void> {\n  for (;;) {\n    const request = await line.receive()\n    if (request === undefined) return\n    line.reply(request, ${parameters.includes(',') ? 'double(request.body, 0)' : 'double(request.body)'})\n  }\n}\n${body}`
  writeFiles(folder, {
    'index.ts': 'export const workload = 1\n',
    'v1/main.ts': main(''),
    'v1/double.ts': 'export function double(n: number): number {\n  return n + n\n}\n',
    'v2/main.ts': main(''),
    'v2/double.ts': 'export function double(n: number): number {\n  return 2 * n\n}\n',
    'v3/main.ts': main('', 'n, by'),
    'v3/double.ts': 'export function double(n: number, by: number): number {\n  return 2 * n + by\n}\n',
  })
  const faster: UpdateDeclaration = {
    name: 'faster',
    from: 'v1',
    to: 'v2',
    kinds: ['body'],
    why: 'One multiplication is faster.',
  }
  const offset: UpdateDeclaration = {
    name: 'offset',
    from: 'v2',
    to: 'v3',
    kinds: ['interface', 'active', 'body'],
    why: 'Somebody wants an offset.',
  }
  return {
    name: 'tiny',
    summary: 'doubles numbers',
    folder,
    updates: [faster, offset],
    parameters: { size: { default: 100, minimum: 1, maximum: 1000, smoke: 10, summary: 'how large' } },
    traffic: () => {
      throw new Error('A stand-in has no traffic.')
    },
    model: () => {
      throw new Error('A stand-in has no model.')
    },
  }
}
