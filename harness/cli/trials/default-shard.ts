import type { Context } from '../context.ts'
import { unmet, type UsageError } from '../usage-error.ts'
import type { Shard } from './shard.ts'

type Env = Context['env']

/** How an engine that starts the same command many times tells each which part it is. */
interface Engine {
  readonly name: string
  /** Variable with the number of the part; where it is not set, the engine is not at work. */
  readonly index: string
  /** Variable with the number of parts. */
  readonly count: string
  /** Number of the first part, or the variable with it. */
  readonly first: 0 | 1 | string
  /** Variable with the distance of two numbers, where it need not be 1. */
  readonly step?: string
}

/** Kubernetes does not tell a pod how many there are: the manifest sets it. */
const engines: readonly Engine[] = [
  {
    name: 'Slurm job array',
    index: 'SLURM_ARRAY_TASK_ID',
    count: 'SLURM_ARRAY_TASK_COUNT',
    first: 'SLURM_ARRAY_TASK_MIN',
    step: 'SLURM_ARRAY_TASK_STEP',
  },
  { name: 'Kubernetes Indexed Job', index: 'JOB_COMPLETION_INDEX', count: 'BENCH_SHARDS', first: 0 },
  { name: 'GitLab CI', index: 'CI_NODE_INDEX', count: 'CI_NODE_TOTAL', first: 1 },
  { name: 'CircleCI', index: 'CIRCLE_NODE_INDEX', count: 'CIRCLE_NODE_TOTAL', first: 0 },
  { name: 'Buildkite', index: 'BUILDKITE_PARALLEL_JOB', count: 'BUILDKITE_PARALLEL_JOB_COUNT', first: 0 },
]

/** A part of the plan, and who said that it is this one's. */
export interface EngineShard extends Shard {
  /** `Slurm job array (SLURM_ARRAY_TASK_ID=3 of 8)` */
  readonly source: string
}

/**
 * The shard that the engine says, which runs this command as one of several; undefined where there is none.
 * @throws UsageError where it cannot be made out
 */
export function readEngineShard(env: Env): EngineShard | undefined {
  const shards = engines.filter(({ index }) => isSet(env, index)).map((engine) => readShard(engine, env))
  const [shard, ...others] = shards
  const other = others.find(({ index, count }) => index !== shard?.index || count !== shard.count)
  if (shard === undefined || other === undefined) return shard
  throw unmet({
    code: 'SHARD_AMBIGUOUS',
    expected: 'one engine that says which shard this is',
    got: `${shard.source}, and ${other.source}`,
    where: '--shard',
    next: 'Say it yourself: --shard I/N.',
  })
}

function readShard(engine: Engine, env: Env): EngineShard {
  const { name, index, count, first, step } = engine
  if (!isSet(env, count)) throw rejectCount(engine)
  const start = typeof first === 'string' ? readNumber(first, env, engine) : first
  const distance = step !== undefined && isSet(env, step) ? readNumber(step, env, engine) : 1
  const shard = {
    index: (readNumber(index, env, engine) - start) / distance + 1,
    count: readNumber(count, env, engine),
  }
  if (Number.isInteger(shard.index) && shard.index >= 1 && shard.index <= shard.count)
    return { ...shard, source: `${name} (${index}=${env[index]} of ${env[count]})` }
  throw reject(engine, `${index}=${env[index]}, ${count}=${env[count]}`)
}

function readNumber(name: string, env: Env, engine: Engine): number {
  const text = env[name] ?? ''
  if (/^\d+$/.test(text)) return Number(text)
  throw reject(engine, `${name}=${text}`)
}

function rejectCount({ name, index, count }: Engine): UsageError {
  return unmet({
    code: 'SHARD_COUNT_MISSING',
    expected: `the number of shards in ${count}, as ${index} is set (${name})`,
    got: 'nothing',
    where: '--shard',
    next: `Set ${count} to it, or give --shard I/N.`,
  })
}

function reject({ name, index }: Engine, got: string): UsageError {
  return unmet({
    code: 'SHARD_ENGINE',
    expected: `numbers without gaps from ${name}`,
    got,
    where: `--shard, by default from ${index}`,
    next: 'Say it yourself: --shard I/N.',
  })
}

function isSet(env: Env, name: string): boolean {
  return (env[name] ?? '') !== ''
}
