import { once } from 'node:events'
import { expect, test } from 'vitest'
import { loopback } from './machine.ts'
import { ProcessHub } from './process-hub.ts'

test('a process that has not called by the end does not outlive it', async () => {
  const hub = new ProcessHub(loopback.host)
  const { child } = await hub.start(new URL('fixtures/mute-site.ts', import.meta.url), loopback.command)
  hub.close()
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
})
