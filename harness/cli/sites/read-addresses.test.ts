import { expect, test } from 'vitest'
import { strategy as apart } from '../../host/fixtures/apart/index.ts'
import { workload as pair } from '../../host/fixtures/pair/index.ts'
import { readAddresses } from './read-addresses.ts'

const read = (texts: readonly string[], transport?: 'tcp'): ReturnType<typeof readAddresses> =>
  readAddresses(texts, transport, apart, pair, pair.updates)

test('each site that is named has an address', async () => {
  expect(await read(['store=127.0.0.1', 'front=127.0.0.1'], 'tcp')).toEqual({
    addresses: { store: '127.0.0.1', front: '127.0.0.1' },
  })
  expect(await read([])).toEqual({})
})

test.each([
  ['store', 'expected SITE=ADDRESS'],
  ['=127.0.0.1', 'expected SITE=ADDRESS'],
  ['store=localhost', 'expected SITE=ADDRESS'],
  ['store=127.0.0.1:80', 'expected SITE=ADDRESS'],
  ['store=0.0.0.0', 'an IP address that other sites can reach'],
  ['stoer=127.0.0.1', 'Did you mean `store`?'],
  // Of the addresses for documentation (RFC 5737).
  ['store=203.0.113.1', 'expected an address of this computer, got `store=203.0.113.1: '],
])('%s is no address of a site, and the message says why', async (text, message) => {
  await expect(read([text], 'tcp')).rejects.toThrow(message)
  await expect(read([text], 'tcp')).rejects.toThrow('--listen')
})

test('a site has one address, and none without TCP', async () => {
  await expect(read(['store=127.0.0.1', 'store=127.0.0.1'], 'tcp')).rejects.toThrow('one address for each site')
  await expect(read(['store=127.0.0.1'])).rejects.toThrow('expected --transport tcp beside it')
})
