import { recordSchema, type TrialRecord } from './record.ts'

/** What a file of trials holds: every line is a record, or a problem that is reported. */
export interface TrialLines {
  readonly records: readonly TrialRecord[]
  readonly problems: readonly LineProblem[]
  /** What follows the last whole line: the beginning of one whose writing was cut short. */
  readonly torn?: Torn
}

interface LineProblem {
  /** From 1. */
  readonly line: number
  readonly message: string
}

export interface Torn {
  readonly line: number
  /** Offset in bytes. */
  readonly start: number
  readonly text: string
  /** Only its end of line is missing. */
  readonly record?: TrialRecord
}

const newline = 0x0a

/** Reads trials, one a line. A buffer, not a string: a large set is longer than a string can be. */
export function parseTrialLines(bytes: Buffer): TrialLines {
  const records: TrialRecord[] = []
  const problems: LineProblem[] = []
  let [start, line] = [0, 1]
  for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start), line++) {
    const parsed = parseRecord(bytes.toString('utf8', start, end))
    if (typeof parsed === 'string') problems.push({ line, message: parsed })
    else records.push(parsed)
    start = end + 1
  }
  return start === bytes.length ? { records, problems } : { records, problems, torn: describeTorn(bytes, start, line) }
}

function describeTorn(bytes: Buffer, start: number, line: number): Torn {
  const text = bytes.toString('utf8', start)
  const record = parseRecord(text)
  return typeof record === 'string' ? { line, start, text } : { line, start, text, record }
}

/** The record, or what is wrong with the line. */
function parseRecord(text: string): TrialRecord | string {
  const value = parseJson(text)
  if (value instanceof Error) return `cannot be read: ${value.message}`
  if (typeof value !== 'object' || value === null)
    return `expected a trial record, got ${text.slice(0, 40) || 'an empty line'}`
  const { schema, id, metrics, violations, rates } = value as Partial<TrialRecord>
  if (schema !== recordSchema) return `expected a record of schema ${recordSchema}, got ${String(schema)}`
  const parts = { metrics, violations, rates }
  const missing = Object.entries(parts).find(([, part]) => typeof part !== 'object' || part === null)?.[0]
  if (missing !== undefined || typeof id !== 'string')
    return `expected a trial record, got one without ${missing ?? 'id'}`
  return value as TrialRecord
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    return error
  }
}
