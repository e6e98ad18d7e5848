/** A thread that explores: it is given plans to prepare, and points of them to run. */
import { parentPort, workerData } from 'node:worker_threads'
import { prepareTrial } from '../prepare.ts'
import { explorePoints, type PointResult } from './points.ts'
import type { Cell, CellSize, Task, TaskAnswer } from './pool.ts'
import { Runner } from './run-point.ts'
import { createSpace, type Space } from './space.ts'

/** Shared with the pool: the point that is being run, so that it knows where a thread hangs. */
const { progress } = workerData as { progress: Int32Array }

interface Ready {
  readonly cell: number
  readonly runner: Runner
  readonly space: Space
}

let ready: Ready | undefined

parentPort?.on('message', (task: Task) => {
  void answer(task).then((reply) => parentPort?.postMessage(reply))
})

async function answer(task: Task): Promise<TaskAnswer> {
  try {
    if (task.type === 'prepare') return { type: 'size', size: await prepare(task.number, task.cell) }
    if (ready?.cell !== task.number) await prepare(task.number, task.cell)
    return { type: 'results', results: await exploreChunk(task) }
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error))
    return { type: 'error', message, stack: stack ?? '' }
  }
}

async function prepare(number: number, { plan, requests, schedule, variation }: Cell): Promise<CellSize> {
  progress[0] = -1
  const prepared = await prepareTrial(plan)
  if (prepared.refusals.length > 0 && !plan.forced) return { refusals: prepared.refusals }
  const { parameters, seed } = plan
  const runner = new Runner({ prepared, parameters, seed, requests, schedule })
  const space = await createSpace(runner, variation)
  ready = { cell: number, runner, space }
  return { points: space.points, sites: space.sites }
}

async function exploreChunk({ cell, chunk }: Extract<Task, { type: 'chunk' }>): Promise<PointResult[]> {
  const { runner, space } = ready!
  const results: PointResult[] = []
  progress[0] = chunk.first
  for await (const result of explorePoints(runner, space, chunk, { all: cell.all })) {
    results.push(result)
    progress[0] = result.point + result.covers
    progress[1]!++
  }
  return results
}
