import { describe, expect, it } from 'vitest'
import { readEngineShard } from './default-shard.ts'

describe('the shard that an engine says', () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ['nobody', {}, undefined],
    ['a variable that is empty', { JOB_COMPLETION_INDEX: '' }, undefined],
    ['a Slurm array from 0', slurm(2, 4, 0), '3/4'],
    ['a Slurm array from 1', slurm(1, 4, 1), '1/4'],
    ['a Slurm array from 10', slurm(13, 4, 10), '4/4'],
    ['a Slurm array in steps', { ...slurm(8, 4, 2), SLURM_ARRAY_TASK_STEP: '2' }, '4/4'],
    ['a Kubernetes Indexed Job', { JOB_COMPLETION_INDEX: '0', BENCH_SHARDS: '3' }, '1/3'],
    ['GitLab', { CI_NODE_INDEX: '3', CI_NODE_TOTAL: '3' }, '3/3'],
    ['GitLab without parallel jobs', { CI_NODE_TOTAL: '1' }, undefined],
    ['CircleCI', { CIRCLE_NODE_INDEX: '1', CIRCLE_NODE_TOTAL: '2' }, '2/2'],
    ['Buildkite', { BUILDKITE_PARALLEL_JOB: '1', BUILDKITE_PARALLEL_JOB_COUNT: '5' }, '2/5'],
    ['two that agree', { ...slurm(1, 3, 0), CI_NODE_INDEX: '2', CI_NODE_TOTAL: '3' }, '2/3'],
  ])('%s', (_, env, expected) => {
    const shard = readEngineShard(env)
    expect(shard === undefined ? undefined : `${shard.index}/${shard.count}`).toBe(expected)
  })

  it.each<[string, Record<string, string>, string]>([
    ['an index without a count', { JOB_COMPLETION_INDEX: '0' }, 'SHARD_COUNT_MISSING'],
    ['an array with gaps', slurm(7, 3, 1), 'SHARD_ENGINE'],
    ['half a step', { ...slurm(3, 3, 0), SLURM_ARRAY_TASK_STEP: '2' }, 'SHARD_ENGINE'],
    ['no number', { CI_NODE_INDEX: 'a', CI_NODE_TOTAL: '2' }, 'SHARD_ENGINE'],
    ['an index from 0 where it should be from 1', { CI_NODE_INDEX: '0', CI_NODE_TOTAL: '2' }, 'SHARD_ENGINE'],
    ['two that do not agree', { ...slurm(0, 3, 0), CI_NODE_INDEX: '2', CI_NODE_TOTAL: '3' }, 'SHARD_AMBIGUOUS'],
  ])('is rejected: %s', (_, env, code) => {
    expect(() => readEngineShard(env)).toThrow(expect.objectContaining({ code }) as Error)
  })

  it('says which variable is missing, and what it is for', () => {
    expect(() => readEngineShard({ JOB_COMPLETION_INDEX: '0' })).toThrow(
      /expected the number of shards in BENCH_SHARDS, as JOB_COMPLETION_INDEX is set \(Kubernetes Indexed Job\), got nothing/,
    )
  })
})

function slurm(id: number, count: number, first: number): Record<string, string> {
  return {
    SLURM_ARRAY_TASK_ID: String(id),
    SLURM_ARRAY_TASK_COUNT: String(count),
    SLURM_ARRAY_TASK_MIN: String(first),
  }
}
