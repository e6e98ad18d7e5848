import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { parseTrialLines, type Torn } from './json-lines.ts'
import type { TrialRecord } from './record.ts'

/** A file of trials that is open for more. */
export interface TrialFile {
  /** What was repaired, for the reader. */
  readonly repairs: readonly string[]
  /** On the disk when it returns. */
  append(...records: readonly TrialRecord[]): void
  close(): void
}

/**
 * Opens `path` (`….jsonl`) for more trials. A last line that was cut short is set aside into `….torn`; a line in the
 * middle that cannot be read stays where it is, and is reported.
 */
export function openTrialFile(path: string): TrialFile {
  const { torn } = parseTrialLines(existsSync(path) ? readFileSync(path) : Buffer.alloc(0))
  const repairs = torn === undefined ? [] : [repair(path, torn)]
  const file = openSync(path, 'a')
  return {
    repairs,
    append(...records) {
      for (const record of records) writeFileSync(file, `${JSON.stringify(record)}\n`)
      fsyncSync(file)
    },
    close: () => closeSync(file),
  }
}

function repair(path: string, torn: Torn): string {
  if (torn.record !== undefined) {
    appendFileSync(path, '\n')
    return `${path}:${torn.line}: the last line was whole but for its end; it was ended.`
  }
  const aside = path.replace(/\.jsonl$/, '.torn')
  appendFileSync(aside, `${torn.text}\n`)
  truncateSync(path, torn.start)
  return `${path}:${torn.line}: the last line had been cut short; it was set aside into ${aside}, and its trial is run again.`
}
