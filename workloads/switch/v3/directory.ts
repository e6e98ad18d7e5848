import type { Acknowledgement, NumberRecord, Routing } from '../protocol.ts'
import { countLookup } from './counters.ts'
import { NumberTable } from './number-table.ts'
import { carrierOf, isOpen } from './plan.ts'

/** Numbers behind each code. */
const lines = 10_000_000

/** All toll-free numbers. */
const numbers = new NumberTable()

/** Translates a dialled number into one that the network can route. */
export function translate(code: number, line: number, minute: number): Routing {
  const exchange = Math.floor(line / 10_000)
  if (!isOpen(code, exchange)) return reject()
  const record = numbers.find(code * lines + line)
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
function reject(): Routing {
  countLookup(2)
  return { kind: 'routing', outcome: 2, destination: 0, carrier: 0 }
}

export function assign(
  code: number,
  line: number,
  primary: number,
  alternate: number,
  share: number,
  carrier: number,
): Acknowledgement {
  if (!isOpen(code, Math.floor(line / 10_000))) return refuse()
  const record = numbers.enter(code * lines + line)
  const replaced = numbers.primary[record]!
  if (replaced === 0) numbers.assigned++
  numbers.primary[record] = primary
  numbers.alternate[record] = alternate
  numbers.share[record] = share
  numbers.carrier[record] = carrier
  return acknowledge(replaced)
}

export function release(code: number, line: number): Acknowledgement {
  const record = numbers.find(code * lines + line)
  if (record < 0 || numbers.primary[record] === 0) return refuse()
  const replaced = numbers.primary[record]!
  numbers.assigned--
  numbers.primary[record] = 0
  numbers.calls[record] = 0
  return acknowledge(replaced)
}

function refuse(): Acknowledgement {
  return { kind: 'acknowledgement', accepted: false, replaced: 0, known: numbers.assigned, failures: 0 }
}

function acknowledge(replaced: number): Acknowledgement {
  return { kind: 'acknowledgement', accepted: true, replaced, known: numbers.assigned, failures: 0 }
}

export function inspect(code: number, line: number): NumberRecord {
  const record = numbers.find(code * lines + line)
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
function vacantRecord(): NumberRecord {
  return { kind: 'record', primary: 0, alternate: 0, share: 0, carrier: 0, calls: 0 }
}
