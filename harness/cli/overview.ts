import type { Paint } from '../report/paint.ts'
import { commands } from './commands.ts'

/** What `bench --help` prints. Written without yargs, which takes 100 ms to load. */
export function describeCommands(paint: Paint): string {
  const entries = Object.entries(commands).map(([name, { usage, summary }]) => ({
    call: `bench ${name} ${usage}`,
    summary,
  }))
  const width = Math.max(...entries.map(({ call }) => call.length))
  return [
    'Benchmarks the systems that update a program while it runs (Segal and Frieder 1993).',
    '',
    paint('bold', 'Commands'),
    ...entries.map(({ call, summary }) => `  ${call.padEnd(width)}   ${summary}`),
    '',
    `  ${'bench COMMAND --help'.padEnd(width)}   The options of a command`,
    `  ${'bench --version'.padEnd(width)}   Versions of this project and of Node`,
    '',
    paint('bold', 'Exit codes'),
    '  0 good · 1 regression or violation · 2 undecided · 3 nothing was measured · 64 usage · 70 internal error',
    '',
  ].join('\n')
}
