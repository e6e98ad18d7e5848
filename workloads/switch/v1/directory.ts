import type { Acknowledgement, NumberRecord, Routing } from '../protocol.ts'
import { countLookup } from './counters.ts'
import { NumberTable } from './number-table.ts'
import { carrierOf, isOpen } from './plan.ts'

/** All toll-free numbers. */
const numbers = new NumberTable()

/** Translates a dialled number into one that the network can route. */
export function translate(line: number, minute: number): Routing {
  const exchange = Math.floor(line / 10_000)
  if (!isOpen(exchange)) return reject()
  const record = numbers.find(line)
  if (record < 0 || numbers.primary[record] === 0) {
    countLookup(1)
    return { kind: 'routing', outcome: 1, destination: 0, carrier: 0 }
  }
  countLookup(0)
  const carrier = numbers.carrier[record]!
  return {
    kind: 'routing',
    outcome: 0,
    destination: numbers.route(record, minute),
    carrier: carrier === 0 ? carrierOf(exchange) : carrier,
  }
}

/** There can be no such number. */
export function reject(): Routing {
  countLookup(2)
  return { kind: 'routing', outcome: 2, destination: 0, carrier: 0 }
}

export function assign(
  line: number,
  primary: number,
  alternate: number,
  share: number,
  carrier: number,
): Acknowledgement {
  if (!isOpen(Math.floor(line / 10_000))) return refuse()
  const record = numbers.enter(line)
  const replaced = numbers.primary[record]!
  if (replaced === 0) numbers.assigned++
  numbers.primary[record] = primary
  numbers.alternate[record] = alternate
  numbers.share[record] = share
  numbers.carrier[record] = carrier
  return acknowledge(replaced)
}

export function release(line: number): Acknowledgement {
  const record = numbers.find(line)
  if (record < 0 || numbers.primary[record] === 0) return refuse()
  const replaced = numbers.primary[record]!
  numbers.assigned--
  numbers.primary[record] = 0
  numbers.calls[record] = 0
  return acknowledge(replaced)
}

export function refuse(): Acknowledgement {
  return { kind: 'acknowledgement', accepted: false, replaced: 0, known: numbers.assigned, failures: 0 }
}

function acknowledge(replaced: number): Acknowledgement {
  return { kind: 'acknowledgement', accepted: true, replaced, known: numbers.assigned, failures: 0 }
}

export function inspect(line: number): NumberRecord {
  const record = numbers.find(line)
  if (record < 0 || numbers.primary[record] === 0) return vacantRecord()
  return {
    kind: 'record',
    primary: numbers.primary[record]!,
    alternate: numbers.alternate[record]!,
    share: numbers.share[record]!,
    carrier: numbers.carrier[record]!,
    calls: numbers.calls[record]!,
  }
}

/** What is known of a number that nobody has. */
export function vacantRecord(): NumberRecord {
  return { kind: 'record', primary: 0, alternate: 0, share: 0, carrier: 0, calls: 0 }
}
