import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { takeMachine } from './machine-lock.ts'

let folder: string
let notes: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-machine-'))
  notes = []
})

afterEach(() => rmSync(folder, { recursive: true }))

it('lets one run trials at a time; others wait, and are told for whom', async () => {
  const leave = await take()
  let isSecond = false
  const second = take().then((leaveToo) => {
    isSecond = true
    leaveToo()
  })
  await expect.poll(() => notes).toEqual([`Waiting for process ${process.pid}, which runs trials on this machine.`])
  expect(isSecond).toBe(false)
  leave()
  await second
  expect(isSecond).toBe(true)
})

it('is not waited for by who was told to stop', async () => {
  const leave = await take()
  const stop = new AbortController()
  const waiting = take(stop.signal)
  stop.abort()
  await expect(waiting).resolves.toBeTypeOf('function')
  leave()
})

async function take(signal = new AbortController().signal): Promise<() => void> {
  return takeMachine((text) => notes.push(text), signal, join(folder, 'lock'))
}
