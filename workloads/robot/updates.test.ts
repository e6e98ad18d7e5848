import { expect, test } from 'vitest'
import { createModel } from './model.ts'
import type { Teach } from './protocol.ts'
import { groups } from './updates/metres.ts'
import { groups as backOutGroups } from './updates/metres-back-out.ts'
import { interprocedures, teachGantry } from './updates/six-axes.ts'
import { teachGantry as teachGantryAgain } from './updates/six-axes-back-out.ts'
import * as millimetres from './v1/scale.ts'
import * as metres from './v2/scale.ts'
import * as v3Points from './v3/points.ts'
import { motion } from './v4/motion.ts'
import * as v4Points from './v4/points.ts'

test('metres: there and back, the same procedures belong together', () => {
  expect(backOutGroups).toEqual(groups)
})

test('metres: either unit gives the same counts, a mixture does not', () => {
  for (let counts = -1_000_000; counts <= 1_000_000; counts += 997) {
    for (const { toLength, toCounts } of [millimetres, metres]) expect(toCounts(toLength(counts))).toBe(counts)
    if (counts < 0) continue
    for (const { toLength, wholeCounts } of [millimetres, metres]) expect(wholeCounts(toLength(counts))).toBe(counts)
  }
  expect(metres.toCounts(millimetres.toLength(5))).toBe(5000)
})

test('six-axes: an old caller moves and teaches the gantry alone', () => {
  motion.target.set([1, 2, 3, 4, 5, 6])
  interprocedures['motion.ts#aim'](10, 20, 30)
  expect(Array.from(motion.target.subarray(0, 6))).toEqual([10, 20, 30, 4, 5, 6])
  v4Points.teach(2, 1, 2, 3, 4.5, -5.5, 6.125)
  expect(teachGantry(2, 10, 20, 30)).toEqual({ kind: 'taught', replaced: [1000, 2000, 3000], echo: 0 })
  const counts = [0, 1, 2, 3, 4, 5].map((axis) => v4Points.countsOf(2, axis))
  expect(counts).toEqual([10_000, 20_000, 30_000, 4500, -5500, 6125])
})

test('six-axes: after a back-out the wrist is taught nothing', () => {
  teachGantryAgain(3, 1, 2, 3, 40, 50, 60)
  expect([0, 1, 2, 3, 4, 5].map((axis) => v3Points.countsOf(3, axis))).toEqual([1000, 2000, 3000, 0, 0, 0])
})

test('the model keeps what the wrist was taught while a release without a wrist serves', () => {
  const model = createModel()
  const teach: Teach = { kind: 'teach', sequence: 1, point: 0, x: 1, y: 2, z: 3, a: 4, b: 5, c: 6 }
  model.apply(teach, 'v4')
  model.apply({ ...teach, x: 9, a: 9 }, 'v3')
  expect(model.reply(teach, 'v4')).toMatchObject({ replaced: [9000, 2000, 3000, 4000, 5000, 6000] })
})

test('an unknown version is an error that lists the known ones', () => {
  expect(() => createModel().reply({ kind: 'status', sequence: 0 }, 'v99')).toThrow(
    'No release v99; expected one of v1, v2, v3, v4, v5.',
  )
})
