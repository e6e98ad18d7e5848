import type { Socket } from 'node:net'
import { deserialize, serialize } from 'node:v8'

/** Bytes of the length in front of each message. */
const headBytes = 4

/**
 * Sends plain data as one message.
 * @throws Error where it is not plain data; then nothing is sent
 */
export function writeFrame(socket: Socket, value: unknown): void {
  const body = serialize(value)
  const head = Buffer.alloc(headBytes)
  head.writeUInt32BE(body.length)
  socket.cork()
  socket.write(head)
  socket.write(body)
  socket.uncork()
}

/** Calls back with each message that comes in whole, in order. */
export function readFrames(socket: Socket, take: (value: unknown) => void): void {
  let chunks: Buffer[] = []
  let length = 0
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    length += chunk.length
    // Put together only when a message is whole: a state may be many megabytes long, and comes in small pieces.
    while (length >= headBytes) {
      const wanted = headBytes + readLength(chunks)
      if (length < wanted) return
      // Often many small messages come in one piece: that is not copied for each of them.
      const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
      chunks = bytes.length === wanted ? [] : [bytes.subarray(wanted)]
      length = bytes.length - wanted
      take(deserialize(bytes.subarray(headBytes, wanted)))
    }
  })
}

function readLength(chunks: readonly Buffer[]): number {
  const [first] = chunks
  const head = first !== undefined && first.length >= headBytes ? first : Buffer.concat(chunks)
  return head.readUInt32BE()
}
