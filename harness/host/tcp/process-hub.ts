import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { startVariable, type FromSite, type ProcessStart } from './control-messages.ts'
import { readFrames } from './frames.ts'
import type { Machine } from './machine.ts'

/** A process, and the connection that it has opened. */
export interface Connected {
  readonly socket: Socket
  /** Takes the messages that come from now on. */
  listen(take: (message: FromSite) => void): void
}

/** Starts processes, and is called back by them. */
export class ProcessHub {
  readonly token = randomUUID()
  /** Address at which the processes call back. */
  readonly host: string
  readonly #server: Server
  readonly #children = new Set<ChildProcess>()
  readonly #waiting = new Map<number, (connected: Connected) => void>()
  #port: Promise<number> | undefined
  #number = 0

  constructor(host: string) {
    this.host = host
    this.#server = createServer((socket) => this.#answer(socket))
  }

  /**
   * @param command what starts a process on its machine
   * @returns the process, and its connection, once it has come
   */
  async start(
    module: URL,
    command: Machine['command'],
  ): Promise<{ readonly child: ChildProcess; readonly connected: Promise<Connected> }> {
    this.#port ??= this.#listen()
    const number = this.#number++
    const start: ProcessStart = { host: this.host, port: await this.#port, token: this.token, number }
    const connected = new Promise<Connected>((resolve) => this.#waiting.set(number, resolve))
    const [program, ...values] = [...command, process.execPath, ...process.execArgv, module.pathname]
    const child = spawn(program, values, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, [startVariable]: JSON.stringify(start) },
    })
    this.#children.add(child)
    child.once('exit', () => this.#children.delete(child))
    return { child, connected }
  }

  /** Nobody may call any more, and no process is left: one that never came so far as to call does not end by itself. */
  close(): void {
    this.#server.close()
    for (const child of this.#children) child.kill('SIGKILL')
  }

  #listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(0, this.host, () => resolve((this.#server.address() as AddressInfo).port))
    })
  }

  #answer(socket: Socket): void {
    let listener: ((message: FromSite) => void) | undefined
    // What breaks closes, and whoever listens to that knows.
    socket.on('error', () => socket.destroy())
    socket.setNoDelay(true)
    readFrames(socket, (value) => {
      const message = value as FromSite
      if (listener !== undefined) return listener(message)
      const resolve = this.#welcome(message)
      if (resolve === undefined) return void socket.destroy()
      listener = () => undefined
      resolve({
        socket,
        listen: (take) => {
          listener = take
        },
      })
    })
  }

  #welcome(message: FromSite): ((connected: Connected) => void) | undefined {
    if (message.type !== 'hello' || message.token !== this.token) return undefined
    const resolve = this.#waiting.get(message.number)
    this.#waiting.delete(message.number)
    return resolve
  }
}
