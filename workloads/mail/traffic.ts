import type { Random } from '../../harness/load/random.ts'
import type { Parameter, Parameters, Traffic } from '../contract.ts'
import { digest } from './digest.ts'
import type { Address, Domain, Reply, Request } from './protocol.ts'

export const parameters = {
  processes: { default: 1, minimum: 1, maximum: 64, summary: 'concurrent activations of main' },
  users: { default: 500, minimum: 4, maximum: 100_000, smoke: 20, summary: 'users in each of the three domains' },
  failures: { default: 20, minimum: 0, maximum: 1000, summary: 'lines that fail or are mended, in 1000 requests' },
  probes: {
    default: 500,
    minimum: 10,
    maximum: 10_000,
    smoke: 100,
    summary: 'requests at the end that show the state',
  },
} as const satisfies Record<string, Parameter>

const domains: readonly Domain[] = ['north', 'south', 'east']

/** Requests 0 … 3·users−1 open the mailboxes; then letters are sent and read, and now and then a line fails. */
export function createTraffic(values: Parameters): Traffic<Request, Reply> {
  const users = values['users'] ?? parameters.users.default
  const failures = values['failures'] ?? parameters.failures.default
  const probes = values['probes'] ?? parameters.probes.default
  const setup = 3 * users
  return {
    setup,
    request(id, random) {
      if (id < setup) return { kind: 'open', mailbox: createAddress(id) }
      return random.below(1000) < failures ? createFailure(random) : createRequest(id, users, random)
    },
    probes,
    probe: (index) => createProbe(index, probes, users),
    digest,
  }
}

function createRequest(id: number, users: number, random: Random): Request {
  const dice = random.below(100)
  if (dice < 27) return createLetter(id, users, random)
  if (dice < 88) return { kind: 'read', mailbox: chooseUser(users, random) }
  if (dice < 93) return { kind: 'list', mailbox: chooseUser(users, random) }
  return { kind: dice < 98 ? 'run' : 'queue', at: domains[random.below(3)]! }
}

/** To one recipient, or two, or three; some do not exist, and some are names for several users. */
function createLetter(id: number, users: number, random: Random): Request {
  const from = chooseUser(users, random)
  const recipients = Array.from({ length: Math.max(1, random.below(5) - 1) }, () => chooseRecipient(users, random))
  const different = new Map(recipients.map((address) => [`${address.user}@${address.domain}`, address]))
  const to = [...different.values()].toSorted((a, b) => a.domain.localeCompare(b.domain, 'en'))
  return { kind: 'send', from, to, subject: id, receipt: random.below(4) === 0 }
}

function chooseRecipient(users: number, random: Random): Address {
  const usual = chooseUser(users, random)
  switch (random.below(32)) {
    case 0:
      return { user: 'nobody', domain: usual.domain }
    case 1:
      return { user: 'postmaster', domain: usual.domain }
    case 2:
      return { user: 'staff', domain: usual.domain }
    case 3:
      return { user: usual.user, domain: 'west' }
    default:
      return usual
  }
}

function chooseUser(users: number, random: Random): Address {
  return createAddress(random.below(3 * users))
}

/** A line is down for two fifths of the time. */
function createFailure(random: Random): Request {
  const at = random.below(3)
  const to = (at + 1 + random.below(2)) % 3
  return { kind: 'line', at: domains[at]!, to: domains[to]!, up: random.below(5) > 1 }
}

/** Mailboxes all over, then the queues. */
function createProbe(index: number, probes: number, users: number): Request {
  if (index >= probes - 3) return { kind: 'queue', at: domains[probes - 1 - index]! }
  const mailbox = createAddress(Math.floor((index * 3 * users) / probes))
  return { kind: index % 2 === 0 ? 'list' : 'read', mailbox }
}

function createAddress(number: number): Address {
  return { user: `u${Math.floor(number / 3)}`, domain: domains[number % 3]! }
}
