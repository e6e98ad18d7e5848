import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readEngineShard } from '../../trials/default-shard.ts'

const here = import.meta.dirname
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-examples-'))
  mkdirSync(join(folder, 'bin'))
})

afterEach(() => rmSync(folder, { recursive: true }))

describe('slurm.sh', () => {
  const task = (id: number): Record<string, string> => ({
    SLURM_ARRAY_JOB_ID: '77',
    SLURM_ARRAY_TASK_ID: String(id),
    SLURM_ARRAY_TASK_MIN: '1',
    SLURM_ARRAY_TASK_COUNT: '8',
    SLURM_SUBMIT_DIR: folder,
  })

  it('starts the matrix where it was submitted, with the shard that Slurm says', () => {
    record('npx', 'SLURM_ARRAY_TASK_ID')
    for (const id of [1, 8]) runScript('slurm.sh', ['--workload', 'router'], task(id))
    expect(readCalls()).toEqual([
      `${folder}: npx bench matrix --set slurm-77 --workload router; SLURM_ARRAY_TASK_ID=1`,
      `${folder}: npx bench matrix --set slurm-77 --workload router; SLURM_ARRAY_TASK_ID=8`,
    ])
    const ids = Array.from({ length: 8 }, (_, index) => readEngineShard(task(index + 1)))
    expect(ids.map((shard) => `${shard?.index}/${shard?.count}`)).toEqual(ids.map((_, index) => `${index + 1}/8`))
  })

  it('asks for as many tasks as its header says', () => {
    expect(readFileSync(join(here, 'slurm.sh'), 'utf8')).toMatch(/^#SBATCH --array=1-8$/m)
  })

  it('takes over the lock of the node that it was taken from, and no other', () => {
    record('npx')
    const trials = join(folder, 'results/slurm-77/trials')
    mkdirSync(trials, { recursive: true })
    for (const name of ['2-of-8.lock', '3-of-8.lock']) writeFileSync(join(trials, name), '')
    runScript('slurm.sh', [], task(3))
    expect(readdirSync(trials)).toHaveLength(2)
    runScript('slurm.sh', [], { ...task(3), SLURM_RESTART_COUNT: '1' })
    expect(readdirSync(trials)).toEqual(['2-of-8.lock'])
  })

  it('does not run outside an array', () => {
    expect(() => runScript('slurm.sh', [], { SLURM_SUBMIT_DIR: folder })).toThrow(/start this with sbatch/)
  })
})

describe('parallel.sh', () => {
  beforeEach(() => writeFileSync(join(folder, 'hosts'), '# ours\nnode1\n\nnode2\n:\n'))

  it('gives each machine a shard', () => {
    // A stand-in that does what GNU parallel does with one job after another.
    writeProgram('parallel', 'shift 9; while read -r n; do "${@//\\{\\}/$n}"; done')
    record('npx')
    runScript('parallel.sh', [join(folder, 'hosts'), '--blocks', '30'], {})
    expect(readCalls()).toEqual(
      [1, 2, 3].map((n) => `${folder}: npx bench matrix --set parallel --shard ${n}/3 --blocks 30;`),
    )
  })

  it.skipIf(!existsSync('/usr/bin/parallel'))('is understood by GNU parallel itself', () => {
    writeFileSync(join(folder, 'hosts'), ':\n')
    record('npx')
    runScript('parallel.sh', [join(folder, 'hosts')], { HOME: folder })
    expect(readCalls()).toEqual([`${folder}: npx bench matrix --set parallel --shard 1/1;`])
  })
})

describe('kubernetes.yaml', () => {
  interface Job {
    readonly spec: {
      readonly completionMode: string
      readonly completions: number
      readonly template: {
        readonly metadata: { readonly labels: object }
        readonly spec: {
          readonly affinity: {
            readonly podAntiAffinity: {
              readonly requiredDuringSchedulingIgnoredDuringExecution: readonly {
                readonly labelSelector: { readonly matchLabels: object }
              }[]
            }
          }
          readonly containers: readonly {
            readonly command: readonly string[]
            readonly env: readonly { readonly name: string; readonly value: string }[]
          }[]
        }
      }
    }
  }

  it('runs each shard once, on a node of its own', () => {
    const { spec } = read('kubernetes.yaml') as Job
    const [container] = spec.template.spec.containers
    expect(spec.completionMode).toBe('Indexed')
    expect(container?.command.slice(0, 3)).toEqual(['npx', 'bench', 'matrix'])
    const env = Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value]))
    const shards = Array.from({ length: spec.completions }, (_, index) =>
      readEngineShard({ ...env, JOB_COMPLETION_INDEX: String(index) }),
    )
    expect(shards.map((shard) => `${shard?.index}/${shard?.count}`)).toEqual(
      shards.map((_, index) => `${index + 1}/${spec.completions}`),
    )
    const [rule] = spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution
    expect(rule?.labelSelector.matchLabels).toEqual(spec.template.metadata.labels)
  })
})

describe('github-actions.yml', () => {
  interface Step {
    readonly run?: string
    readonly env?: Readonly<Record<string, string>>
    readonly with?: Readonly<Record<string, string>>
  }
  interface Workflow {
    readonly jobs: Readonly<
      Record<
        'shard' | 'merge',
        {
          readonly needs?: string
          readonly strategy?: { readonly matrix: { readonly shard: readonly number[] } }
          readonly steps: readonly Step[]
        }
      >
    >
  }

  it('runs each shard once, and merges what comes of them', () => {
    const { shard, merge } = (read('github-actions.yml') as Workflow).jobs
    const shards = shard.strategy?.matrix.shard ?? []
    record('npx')
    const step = shard.steps.find(({ run }) => run?.includes('bench matrix'))
    expect(step?.env).toMatchObject({ SHARD: '${{ matrix.shard }}', TOTAL: '${{ strategy.job-total }}' })
    for (const number of shards)
      runShell(step?.run ?? '', { OPTIONS: '--blocks 3', SHARD: String(number), TOTAL: String(shards.length) })
    expect(readCalls()).toEqual(
      [1, 2, 3, 4].map(
        (n) => `${folder}: npx bench matrix --blocks 3 --results shards --set shard-${n} --shard ${n}/4;`,
      ),
    )
    const upload = shard.steps.find((each) => each.with?.['path'] !== undefined)
    expect(upload?.with).toMatchObject({ path: 'shards/shard-${{ matrix.shard }}' })
    expect(merge.needs).toBe('shard')
    for (const n of [1, 2]) mkdirSync(join(folder, `shards/shard-${n}`), { recursive: true })
    runShell(merge.steps.find(({ run }) => run?.includes('bench merge'))?.run ?? '', {})
    expect(readCalls().at(-1)).toBe(`${folder}: npx bench merge shards/shard-1 shards/shard-2 --set merged;`)
  })
})

it('are all told of in the README', () => {
  const readme = readFileSync(join(here, 'README.md'), 'utf8')
  for (const name of readdirSync(here).filter((each) => !/\.test\.ts$|^README/.test(each)))
    expect(readme).toContain(`[${name}](${name})`)
})

/** A program that only notes how it was called, and with what value of a variable. */
function record(name: string, variable?: string): void {
  const value = variable === undefined ? '' : ` ${variable}=$${variable}`
  writeProgram(name, `echo "$PWD: ${name} $*;${value}" >> '${join(folder, 'calls')}'`)
}

function writeProgram(name: string, body: string): void {
  const path = join(folder, 'bin', name)
  writeFileSync(path, `#!/bin/bash\n${body}\n`)
  chmodSync(path, 0o755)
}

function readCalls(): string[] {
  return readFileSync(join(folder, 'calls'), 'utf8').trimEnd().split('\n')
}

function runScript(name: string, args: readonly string[], env: Readonly<Record<string, string>>): void {
  execute([join(here, name), ...args], env)
}

function runShell(text: string, env: Readonly<Record<string, string>>): void {
  execute(['-ec', text], env)
}

function execute(args: readonly string[], env: Readonly<Record<string, string>>): void {
  const path = `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`
  execFileSync('bash', args, { cwd: folder, env: { PATH: path, ...env }, encoding: 'utf8', stdio: 'pipe' })
}

function read(name: string): unknown {
  return parse(readFileSync(join(here, name), 'utf8'))
}
