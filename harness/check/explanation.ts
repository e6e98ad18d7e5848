import type { History, UpdateMarks } from '../load/history.ts'
import type { ObservableKind, ViolationExample } from '../store/record.ts'

/** What the model says that a version replies, in the state in which the request found it. */
export interface Expectation {
  readonly version: string
  readonly reply: unknown
  readonly digest: number
}

/** All that is known of one offending request. */
export interface Offence {
  readonly kind: ObservableKind
  readonly id: number
  readonly body: unknown
  /** The version or versions that may have served it, and why only these. */
  readonly admissible: string
  /** Of each version; empty once the model no longer follows the history. */
  readonly expectations: readonly Expectation[]
  /** The expectations are those of one order of the requests among others, none of which explains the reply. */
  readonly overlapping?: boolean
  /** The update by which times are told. */
  readonly update: UpdateMarks | undefined
}

/** Tells a reader what was asked, what came and when, and what should have come. */
export function explainOffence(offence: Offence, history: History): ViolationExample {
  const { kind, id, body, expectations } = offence
  const says = expectations.map(({ version, reply, digest }) => `${version} says ${toJson(reply)} (${toHex(digest)})`)
  const state =
    offence.overlapping === true ? 'No order of the overlapping requests explains it; in one' : 'In this state'
  const sentences = [
    `Request ${id}, ${toJson(body)}, ${describeMoments(offence, history)}`,
    describeFault[kind](offence, history),
    says.length === 0 ? withoutModel(offence) : `${state} ${says.join(', ')}`,
  ]
  const explanation = `${sentences.filter((sentence) => sentence !== '').join('. ')}.`
  return { kind, request: id, atMs: getMoment(history, id), explanation }
}

function withoutModel({ overlapping }: Offence): string {
  return overlapping === true ? '' : 'The model had not followed the trial so far'
}

const describeFault: Readonly<Record<ObservableKind, (offence: Offence, history: History) => string>> = {
  lost: () => 'No reply came',
  errored: ({ id }, { errors }) => {
    const error = errors.find(({ outstanding }) => outstanding.includes(id))
    return `No reply came, for an error ended process ${error?.process}, which had taken it: ${error?.message}`
  },
  duplicated: ({ id }, { replies }) => `${replies[id]} replies came, where one is right`,
  outOfOrder: ({ id }, { rank }) =>
    `A later request was answered before it: its reply was number ${rank[id]} of the trial, though one process serves all in order`,
  late: ({ id }, { dueMs, doneMs }) =>
    `The reply took ${(doneMs[id]! - dueMs[id]!).toFixed(3)} ms, longer than the deadline`,
  wrong: describeMismatch,
  stale: describeMismatch,
  finalState: describeMismatch,
}

function describeMismatch({ id, admissible, expectations, update }: Offence, { digest, doneMs }: History): string {
  const speakers = expectations.filter((expected) => expected.digest === digest[id]).map(({ version }) => version)
  const sameAs = speakers.length === 0 ? 'which no version says' : `which is what ${speakers.join(' and ')} would say`
  const isPremature = speakers.length > 0 && update !== undefined && doneMs[id]! < update.commandMs
  return `${isPremature ? 'Premature: the' : 'The'} reply ${toHex(digest[id]!)} came, ${sameAs}; right was ${admissible}`
}

function describeMoments({ id, update }: Offence, { replies, dueMs, doneMs }: History): string {
  const due = `due ${describeMoment(dueMs[id]!, update)}`
  return replies[id] === 0 ? due : `${due}, answered ${describeMoment(doneMs[id]!, update)}`
}

function describeMoment(atMs: number, update: UpdateMarks | undefined): string {
  if (update === undefined) return `${atMs.toFixed(3)} ms into the trial`
  const ms = atMs - update.commandMs
  return `${Math.abs(ms).toFixed(3)} ms ${ms < 0 ? 'before' : 'after'} the update command`
}

/** When its reply came, or where none did, when it was due; in ms. */
export function getMoment({ replies, dueMs, doneMs }: History, id: number): number {
  return replies[id] === 0 ? dueMs[id]! : doneMs[id]!
}

const longestJson = 200

/** A workload may use any value, so a reply that JSON cannot carry still has to be shown. */
function toJson(value: unknown): string {
  let text: string
  try {
    text = JSON.stringify(value) ?? String(value)
  } catch {
    text = String(value)
  }
  return text.length > longestJson ? `${text.slice(0, longestJson)}…` : text
}

function toHex(digest: number): string {
  return `0x${(digest >>> 0).toString(16).padStart(8, '0')}`
}
