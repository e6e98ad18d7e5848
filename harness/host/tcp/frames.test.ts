import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { readFrames, writeFrame } from './frames.ts'

/** What is written to a socket, as one piece. */
function bytesOf(values: readonly unknown[]): Buffer {
  const socket = new Socket()
  const chunks: Buffer[] = []
  socket.write = (chunk) => {
    chunks.push(Buffer.from(chunk as Uint8Array))
    return true
  }
  for (const value of values) writeFrame(socket, value)
  return Buffer.concat(chunks)
}

const values = [
  { text: 'naïve', list: [1, undefined, 2n] },
  new Float64Array([0.5, -1]),
  new Map([[1, new Date(0)]]),
  '',
]

test.each([1, 3, 7, 1000])('messages come whole, however they are cut: %i bytes at a time', (size) => {
  const bytes = bytesOf(values)
  const socket = new Socket()
  const read: unknown[] = []
  readFrames(socket, (value) => read.push(value))
  for (let from = 0; from < bytes.length; from += size) socket.emit('data', bytes.subarray(from, from + size))
  expect(read).toEqual(values)
})

test('what is no plain data is refused, and nothing of it is sent', () => {
  expect(() => bytesOf([() => 1])).toThrow('could not be cloned')
})
