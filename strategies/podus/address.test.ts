import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatAddress, parseAddress, type Address } from './address.ts'

const forward: Address = {
  machine: 'main',
  version: 'v1',
  type: 'normal',
  procedure: 'forward.ts#forward',
  displacement: 0,
}

test('an address has machine, version, type, procedure and displacement', () => {
  expect(formatAddress(forward)).toBe('main:v1:normal:forward.ts#forward+0')
  expect(formatAddress({ ...forward, type: 'interprocedure', displacement: 12 })).toBe(
    'main:v1:interprocedure:forward.ts#forward+12',
  )
})

test('what is written can be read, whatever the procedure is called', () => {
  const name = fc.stringMatching(/^[\w.+-]+$/)
  const address = fc.record({
    machine: name,
    version: name,
    type: fc.constantFrom('normal' as const, 'interprocedure' as const, 'mapper' as const),
    procedure: fc.stringMatching(/^[\w.+:#[\] -]+$/),
    displacement: fc.nat(),
  })
  fc.assert(
    fc.property(address, (each) => {
      expect(parseAddress(formatAddress(each))).toEqual(each)
    }),
  )
})

test.each([
  '',
  'main:v1:normal:forward.ts#forward',
  'main:v1:special:forward.ts#forward+0',
  'v1:normal:forward.ts#forward+0',
  'main:v1:normal:+0',
  'main:v1:normal:forward.ts#forward+x',
])('`%s` is no address', (text) => {
  expect(() => parseAddress(text)).toThrow(`got \`${text}\``)
})
