/**
 * A real matrix, killed at 50 random moments and gone on with each time: is the set whole in the end? By hand, some minutes:
 *
 *   node harness/cli/matrix/kill-matrix.bench.ts [KILLS [LONGEST_MS_BETWEEN_THEM]]
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Random } from '../../load/random.ts'
import { parseTrialLines } from '../../store/json-lines.ts'
import { readResultSet } from '../../store/read-set.ts'

const root = resolve(import.meta.dirname, '../../..')
const kills = Number(process.argv[2] ?? 50)
const longestMs = Number(process.argv[3] ?? 4000)
const results = mkdtempSync(join(tmpdir(), 'bench-kill-'))
const args = [
  ...['matrix', '--smoke', '--blocks', '6', '--load', 'open:5000/s', '--strategy', 'podus,dmert'],
  ...['--workload', './harness/host/fixtures/tally', '--update', 'fee,times', '--results', results, '--set', 'set'],
]
const random = new Random().reseed(Date.now() % 1000, 0)

function start(): ReturnType<typeof spawn> {
  return spawn(join(root, 'bin/bench'), args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], detached: true })
}

for (let kill = 1; kill <= kills; kill++) {
  const bench = start()
  const ended = once(bench, 'exit')
  await delay(random.below(longestMs))
  // Only the command itself, as by an operator who is out of patience, or all at once, as by a batch system.
  try {
    process.kill(random.below(2) === 0 ? bench.pid! : -bench.pid!, 'SIGKILL')
  } catch {
    console.log('had ended by itself')
  }
  await ended
  console.log(`killed ${kill} times; ${countLines()} trials are stored`)
}
const last = start()
const [code] = (await once(last, 'exit')) as [number | null]
const { plan, records, problems } = readResultSet(join(results, 'set'))
const lines = readFiles().flatMap((bytes) => parseTrialLines(bytes).records)
const report = {
  kills,
  code,
  planned: plan.trials.length,
  stored: records.length,
  lines: lines.length,
  missing: plan.trials.filter(({ id }) => !records.some((record) => record.id === id)).length,
  problems,
  stillRunning: countProcesses(),
}
console.log(JSON.stringify(report, undefined, 2))
rmSync(results, { recursive: true })
const isWhole = report.missing === 0 && lines.length === plan.trials.length && problems.length === 0
process.exitCode = isWhole && report.stillRunning === 0 ? 0 : 1

function countLines(): number {
  return readFiles().reduce((sum, bytes) => sum + parseTrialLines(bytes).records.length, 0)
}

function readFiles(): Buffer[] {
  try {
    const trials = join(results, 'set/trials')
    const names = readdirSync(trials).filter((name) => name.endsWith('.jsonl'))
    return names.map((name) => readFileSync(join(trials, name)))
  } catch {
    return []
  }
}

/** Trials' processes of this checkout whose parent is gone. */
function countProcesses(): number {
  const lines = execFileSync('ps', ['-A', '-o', 'ppid=,args='], { encoding: 'utf8' }).split('\n')
  return lines.filter((line) => /^\s*1\s/.test(line) && line.includes(join(root, 'harness/trial-child.ts'))).length
}
