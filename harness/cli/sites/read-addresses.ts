import { once } from 'node:events'
import { createServer, isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Strategy } from '../../../strategies/contract.ts'
import type { UpdateDeclaration, Workload } from '../../../workloads/contract.ts'
import type { SetSettings } from '../../store/set-plan.ts'
import { unknownName } from '../nearest.ts'
import { unmet, type UsageError } from '../usage-error.ts'
import { layOut } from './lay-out.ts'

/**
 * Addresses at which sites are to take letters, each `SITE=ADDRESS`; loopback for the others.
 * @throws UsageError where there is no such site, or this computer does not have the address
 */
export async function readAddresses(
  texts: readonly string[],
  transport: SetSettings['transport'],
  strategy: Strategy,
  workload: Workload,
  updates: readonly UpdateDeclaration[],
): Promise<Pick<SetSettings, 'addresses'>> {
  if (texts.length === 0) return {}
  if (transport !== 'tcp') throw noAddresses(texts[0]!)
  const addresses = new Map<string, string>()
  for (const text of texts) {
    const [site, address] = parseAddress(text)
    if (addresses.has(site)) throw malformed(text, 'one address for each site', 'Leave one of the two out.')
    addresses.set(site, address)
    for (const { from } of updates) {
      const sites = layOut(strategy, workload, from).map(({ name }) => name)
      if (!sites.includes(site))
        throw unknownName('--listen', 'site', site, sites, `They are those of ${strategy.name} on ${workload.name}.`)
    }
    await checkOwn(text, address)
  }
  return { addresses: Object.fromEntries(addresses) }
}

/** One that stands for all addresses is none that the other sites could call. */
const wildcards = ['0.0.0.0', '::']

function parseAddress(text: string): readonly [site: string, address: string] {
  const at = text.indexOf('=')
  const address = text.slice(at + 1)
  if (at > 0 && isIP(address) !== 0 && !wildcards.includes(address)) return [text.slice(0, at), address]
  throw malformed(
    text,
    'SITE=ADDRESS, with an IP address that other sites can reach',
    'For example --listen ledger=127.0.0.2.',
  )
}

/** Listens there for a moment. */
async function checkOwn(text: string, address: string): Promise<void> {
  const server = createServer()
  try {
    server.listen(0, address)
    await once(server, 'listening')
  } catch (error) {
    const own = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map((each) => each.address))
    const why = error instanceof Error ? error.message : String(error)
    throw malformed(`${text}: ${why}`, 'an address of this computer', `It has ${own.join(', ')}.`)
  } finally {
    server.close()
  }
}

function noAddresses(text: string): UsageError {
  return unmet({
    code: 'LISTEN_THREADS',
    expected: '--transport tcp beside it',
    got: `\`${text}\` with threads, which have no addresses`,
    where: '--listen',
    next: 'Add --transport tcp, or leave the option out.',
  })
}

function malformed(got: string, expected: string, next: string): UsageError {
  return unmet({ code: 'LISTEN_ADDRESS', expected, got: `\`${got}\``, where: '--listen', next })
}
