import { connect } from 'node:net'
import { expect, test } from 'vitest'
import type { Letter } from '../remote-calls.ts'
import { writeFrame } from './frames.ts'
import { SocketLinks, type Address } from './socket-links.ts'

interface TestSite {
  readonly links: SocketLinks
  readonly address: Address
  readonly heard: string[]
  /** Resolves when so much has been heard. */
  hears(count: number): Promise<void>
}

async function openSite(name: string, peers: readonly Address[] = [], token = 'secret'): Promise<TestSite> {
  const heard: string[] = []
  let changed = Promise.withResolvers<void>()
  const hear = (text: string): void => {
    heard.push(text)
    changed.resolve()
    changed = Promise.withResolvers<void>()
  }
  const links = new SocketLinks(
    { name, host: '127.0.0.1', token, peers },
    { deliver: (from, letter) => hear(`${from}: ${JSON.stringify(letter)}`), down: (gone) => hear(`${gone} is down`) },
  )
  const port = await links.open()
  return {
    links,
    address: { name, host: '127.0.0.1', port },
    heard,
    async hears(count) {
      while (heard.length < count) await changed.promise
    },
  }
}

const letter = (content: unknown): Letter => ({ type: 'agent', content })

test('sites that were started one after the other write to each other, in order', async () => {
  const first = await openSite('first')
  const second = await openSite('second', [first.address])
  const third = await openSite('third', [first.address, second.address])
  first.links.post('third', letter(1))
  first.links.post('third', letter(2))
  third.links.post('first', letter(3))
  second.links.post('third', letter(4))
  await Promise.all([third.hears(3), first.hears(1)])
  expect(third.heard.filter((text) => text.startsWith('first'))).toEqual(
    [1, 2].map((n) => `first: ${JSON.stringify(letter(n))}`),
  )
  expect(first.heard).toEqual([`third: ${JSON.stringify(letter(3))}`])
})

test('a site that was never there is down, but not before the sender has gone on', async () => {
  const site = await openSite('only')
  site.links.post('nobody', letter(1))
  expect(site.heard).toEqual([])
  await site.hears(1)
  expect(site.heard).toEqual(['nobody is down'])
})

test('a site that has died before it could be reached keeps nobody from starting', async () => {
  const gone = { name: 'gone', host: '127.0.0.1', port: 1 }
  const site = await openSite('late', [gone])
  site.links.post('gone', letter(1))
  await site.hears(1)
  expect(site.heard).toEqual(['gone is down'])
})

test('who does not know the token is not let in', async () => {
  const site = await openSite('site')
  const stranger = connect(site.address.port, '127.0.0.1')
  const closed = new Promise((resolve) => stranger.once('close', resolve))
  stranger.once('connect', () => writeFrame(stranger, { name: 'stranger', token: 'guess' }))
  await closed
  site.links.post('stranger', letter(1))
  await site.hears(1)
  expect(site.heard).toEqual(['stranger is down'])
})
