import { fork } from 'node:child_process'

export interface ChildOptions {
  /** What the process does, for the reason why nothing came of it. */
  readonly what: string
  /** After so long the process is killed, whatever it does; in ms. */
  readonly limitMs: number
  readonly signal?: AbortSignal | undefined
}

/** It ended, or was ended, without having sent anything. */
export interface Died {
  readonly type: 'died'
  readonly reason: string
}

/** Starts a module in a process of its own, sends it an order, and resolves with what it sends back. */
export function askChild<Message>(
  module: URL,
  order: object,
  { what, limitMs, signal }: ChildOptions,
): Promise<Message | Died> {
  return new Promise((resolve) => {
    const child = fork(module, {
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      ...(signal === undefined ? {} : { signal }),
    })
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      resolve({ type: 'died', reason: `${what} did not end within ${Math.round(limitMs / 1000)} s` })
    }, limitMs)
    child.once('message', (message) => resolve(message as Message))
    child.once('error', (error) => resolve({ type: 'died', reason: `${what} failed: ${error.message}` }))
    child.once('exit', (code, killedBy) => {
      clearTimeout(timer)
      resolve({ type: 'died', reason: `${what} ended with ${killedBy === null ? `code ${code}` : killedBy}` })
    })
    child.send(order)
  })
}
