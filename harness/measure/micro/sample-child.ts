/** The process of one sample set. */
import { pathToFileURL } from 'node:url'
import type { Strategy } from '../../../strategies/contract.ts'
import type { SampleMessage, SampleOrder } from './sample-set.ts'
import { timeCalls } from './time-calls.ts'

process.once('message', (message) => {
  void answer(message as SampleOrder).then((reply) => process.send?.(reply, () => process.exit(0)))
})

async function answer({ strategyPath, ...options }: SampleOrder): Promise<SampleMessage> {
  try {
    const { strategy } = (await import(pathToFileURL(strategyPath).href)) as { strategy: Strategy }
    return { type: 'times', times: await timeCalls(strategy, options) }
  } catch (error) {
    return { type: 'error', reason: error instanceof Error ? error.message : String(error) }
  }
}
