import { fork } from 'node:child_process'

export interface ChildOptions<Progress = never> {
  /** What the process does, for the reason why nothing came of it. */
  readonly what: string
  /** After so long the process is killed, whatever it does; in ms. */
  readonly limitMs: number
  readonly signal?: AbortSignal | undefined
  /** Told how far the process has come, where it says so. */
  readonly note?: ((progress: Progress) => void) | undefined
  /** Variables of its environment, over those of this process. */
  readonly env?: Readonly<Record<string, string>>
}

/** It ended, or was ended, without having sent anything. */
export interface Died {
  readonly type: 'died'
  readonly reason: string
}

/** Starts a module in a process of its own, sends it an order, and resolves with what it has sent back when it has ended. */
export function askChild<Message, Progress = never>(
  module: URL,
  order: object,
  { what, limitMs, signal, env, note }: ChildOptions<Progress>,
): Promise<Message | Died> {
  return new Promise((resolve) => {
    const child = fork(module, {
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, ...env },
      ...(signal === undefined ? {} : { signal }),
    })
    let ending: Message | Died | undefined
    const timer = setTimeout(() => {
      ending ??= { type: 'died', reason: `${what} did not end within ${Math.round(limitMs / 1000)} s` }
      child.kill('SIGKILL')
    }, limitMs)
    const finish = (how: Message | Died): void => {
      clearTimeout(timer)
      resolve(how)
    }
    child.on('message', (message) => {
      const said = message as { readonly type?: unknown; readonly progress?: unknown }
      if (said.type === 'progress') note?.(said.progress as Progress)
      else ending ??= message as Message
    })
    child.once('error', (error) => {
      ending ??= { type: 'died', reason: `${what} failed: ${error.message}` }
      // One that could not be started does not end either.
      if (child.pid === undefined) finish(ending)
    })
    // Not before it is gone: its last work would disturb the next one.
    child.once('exit', (code, killedBy) => {
      const reason = `${what} ended with ${killedBy === null ? `code ${code}` : killedBy}`
      finish(ending ?? { type: 'died', reason })
    })
    child.send(order)
  })
}
