import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { join, relative } from 'node:path'
import { crc32 } from 'node:zlib'
import { assembleSet, type AssembledSet } from './assembled-set.ts'
import { writeAtomically } from './atomic-file.ts'
import { listTrialFiles, readResultSet, type SetProblem } from './read-set.ts'
import type { Trial, TrialRecord } from './record.ts'
import { readSetPlan } from './set-plan.ts'
import { hashHarness } from './sources.ts'

/** First line of a digest. */
interface Header {
  /** What it was made of, and by which sources: of anything else it says nothing. */
  readonly made: string
  /** Checksum of the lines that follow. */
  readonly check: number
}

/** Second line of a digest; one line for each trial follows. */
interface Common {
  /** Files relative to the set's folder. */
  readonly problems: readonly SetProblem[]
  /** Values that many trials have in common, to which their lines refer by place: to read them again and again takes long. */
  readonly shared: readonly unknown[]
}

const sharedFields = [
  'changes',
  'parameters',
  'load',
  'violations',
  'effort',
  'warnings',
] as const satisfies (keyof Trial)[]

/**
 * A stored set, assembled. That is done once: what comes of it is kept in `digest.jsonl` beside the plan, for as long as
 * not a byte of the set's files has changed, nor the sources that assemble it. The digest can be deleted at any time.
 * @throws StoreError where the folder holds no plan
 */
export function readAssembledSet(folder: string): AssembledSet {
  const plan = readSetPlan(folder)
  const made = describeFiles(folder)
  const digest = readDigest(folder, made)
  if (digest !== undefined) return { plan, ...digest }
  const set = assembleSet(readResultSet(folder))
  // While a matrix runs, trials may have come in between.
  if (describeFiles(folder) === made) writeDigest(folder, made, set)
  return set
}

/** By content, not by date: copying a set, or checking it out, changes dates, and a file can change within a tick of the clock. */
function describeFiles(folder: string): string {
  const files = [join(folder, 'plan.json'), ...listTrialFiles(folder)]
  return [hashHarness(), ...files.map((file) => `${relative(folder, file)} ${describeContent(file)}`)].join('; ')
}

const chunkBytes = 1 << 20

function describeContent(path: string): string {
  const chunk = Buffer.allocUnsafe(chunkBytes)
  const file = openSync(path, 'r')
  try {
    let [bytes, check] = [0, 0]
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      check = crc32(chunk.subarray(0, read), check)
      bytes += read
    }
    return `${bytes} ${check}`
  } finally {
    closeSync(file)
  }
}

/** `undefined` where there is none, where it is of something else, and where it is damaged: then it is made anew. */
function readDigest(folder: string, made: string): Pick<AssembledSet, 'trials' | 'problems'> | undefined {
  const bytes = readIfPossible(getPath(folder))
  if (bytes === undefined) return undefined
  const end = bytes.indexOf(newline)
  const header = end === -1 ? undefined : parseHeader(bytes.toString('utf8', 0, end))
  if (header?.made !== made || header.check !== crc32(bytes.subarray(end + 1))) return undefined
  const commonEnd = bytes.indexOf(newline, end + 1)
  const { problems, shared } = JSON.parse(bytes.toString('utf8', end + 1, commonEnd)) as Common
  return {
    trials: parseTrials(bytes, commonEnd + 1, shared),
    problems: problems.map((problem) => ({ ...problem, file: join(folder, problem.file) })),
  }
}

const newline = 0x0a

function readIfPossible(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

function parseHeader(text: string): Header | undefined {
  try {
    return JSON.parse(text) as Header
  } catch {
    return undefined
  }
}

/** Line by line: all of a large set is longer than a string can be. */
function parseTrials(bytes: Buffer, first: number, shared: readonly unknown[]): Trial[] {
  const trials: Trial[] = []
  for (let start = first, end = bytes.indexOf(newline, start); end !== -1; end = bytes.indexOf(newline, start)) {
    const trial = JSON.parse(bytes.toString('utf8', start, end)) as Record<string, unknown>
    for (const field of sharedFields) trial[field] = shared[trial[field] as number]
    trials.push(trial as unknown as Trial)
    start = end + 1
  }
  return trials
}

function writeDigest(folder: string, made: string, { trials, problems }: AssembledSet): void {
  const places = new Map<string, number>()
  const lines = trials.map((trial) => encode(toReferences(trial, places)))
  const common: Common = {
    problems: problems.map((problem) => ({ ...problem, file: relative(folder, problem.file) })),
    shared: [...places.keys()].map((text) => JSON.parse(text) as unknown),
  }
  const body = Buffer.concat([encode(common), ...lines])
  const header: Header = { made, check: crc32(body) }
  try {
    writeAtomically(getPath(folder), Buffer.concat([encode(header), body]))
  } catch (error) {
    // Where nothing can be written, as in a set that is only there to be read, each reading takes as long as the first.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
  }
}

/** @param places of the values that other lines have too, by their texts */
function toReferences(trial: Trial, places: Map<string, number>): object {
  const refer = (value: unknown): number => {
    const text = JSON.stringify(value)
    const place = places.get(text) ?? places.size
    places.set(text, place)
    return place
  }
  const references = sharedFields.map((field) => [field, refer(trial[field])] as const)
  return { ...trial, ...withoutBulk, ...Object.fromEntries(references) }
}

const withoutBulk: Readonly<Record<Exclude<keyof TrialRecord, keyof Trial>, undefined>> = {
  rates: undefined,
  histograms: undefined,
  phases: undefined,
}

function encode(line: object): Buffer {
  return Buffer.from(`${JSON.stringify(line)}\n`)
}

function getPath(folder: string): string {
  return join(folder, 'digest.jsonl')
}
