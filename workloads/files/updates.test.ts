import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { withBits } from './updates/acl-back-out.ts'
import { converters as listConverters, mappers as listMappers, withList } from './updates/acl.ts'
import { toList } from './updates/bitmap-back-out.ts'
import { toBitmap } from './updates/bitmap.ts'
import { FreeBlocks as FreeList } from './v1/free-blocks.ts'
import { FreeBlocks as Bitmap } from './v2/free-blocks.ts'
import { Inode as PlainInode } from './v2/inodes.ts'

/** true: takes a block; a number: gives back the one of those taken at that place. */
const operations = fc.array(fc.oneof(fc.constant(true as const), fc.nat()), { maxLength: 300 })

test.each([
  ['list', FreeList],
  ['bitmap', Bitmap],
])('the %s never gives a block to two', (_, FreeBlocks) => {
  fc.assert(
    fc.property(operations, (steps) => void run(new FreeBlocks(), steps)),
    { numRuns: 20 },
  )
})

test('bitmap: what was taken stays taken, what was free is free, there and back again', () => {
  fc.assert(
    fc.property(operations, operations, operations, (before, between, after) => {
      const list = new FreeList()
      const taken = run(list, before)
      const bitmap = toBitmap(list)
      expect(bitmap.count()).toBe(list.count())
      run(bitmap, between, taken)
      const again = toList(bitmap)
      expect(again.count()).toBe(bitmap.count())
      run(again, after, taken)
    }),
    { numRuns: 20 },
  )
})

const modes = fc.integer({ min: 0, max: 0o777 })
const user = fc.integer({ min: 0, max: 63 })

test('acl: the list permits what the permission bits did, and the bits come back', () => {
  fc.assert(
    fc.property(modes, user, user, fc.integer({ min: 0, max: 7 }), (mode, owner, other, wanted) => {
      const plain = new PlainInode(owner)
      plain.permissions = mode
      plain.blocks = [3, 1]
      plain.opens = 2
      const listed = withList(plain)
      expect(listed.permits(other, wanted)).toBe(plain.permits(other, wanted))
      expect(listed.attributes()).toEqual(plain.attributes())
      expect(withBits(listed)).toEqual(plain)
    }),
  )
})

test('acl: one file at a time or all at once, it is the same', () => {
  const inodes = [undefined, new PlainInode(1), new PlainInode(2)]
  const convert = listConverters['inodes.ts#Inode']
  expect(listMappers['inodes.ts#inodes'](inodes)).toEqual(
    inodes.map((inode) => (inode === undefined ? undefined : convert(inode))),
  )
})

interface Blocks {
  take(): number
  giveBack(block: number): void
}

/** The blocks that are taken in the end. */
function run(free: Blocks, steps: readonly (true | number)[], taken: number[] = []): number[] {
  for (const step of steps) {
    if (step === true) {
      const block = free.take()
      expect(taken).not.toContain(block)
      taken.push(block)
    } else if (taken.length > 0) {
      const [block] = taken.splice(step % taken.length, 1)
      free.giveBack(block!)
    }
  }
  return taken
}
