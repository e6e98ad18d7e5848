import type { Options } from './arguments/option.ts'
import type { Command } from './command.ts'

const results = {
  kind: 'text',
  value: 'DIR',
  summary: "folder with all result sets, instead of the project's results/",
} as const
const seed = { kind: 'text', value: 'N', summary: 'what all that is random is drawn from', default: '1' } as const
const load = {
  kind: 'text',
  value: 'LOAD',
  summary:
    "saturated, open:0.7 (a share of direct's capacity) or open:50000/s; by default the workload's own, or open:0.7",
} as const
const arrivals = {
  kind: 'text',
  value: 'KIND',
  summary: "of open load: poisson, constant or bursts; by default the workload's own, or poisson",
} as const
const param = { kind: 'texts', value: 'NAME=N', summary: 'a parameter of the workload; may be repeated' } as const
const sweep = {
  kind: 'texts',
  value: 'NAME=N,N',
  summary: 'a parameter of the workload, or a sweep over several values: cost against size, in one result set',
} as const
const command = {
  kind: 'text',
  value: 'TEXT',
  summary: "what an operator says, in the strategy's own language, instead of what follows from the differences",
} as const
const commandFile = { kind: 'text', value: 'FILE', summary: 'the same from a file' } as const
const voidRules = {
  kind: 'texts',
  value: 'RULES',
  summary:
    'when a block is left out, as part of the plan: limits of steal=SHARE (time that goes to other machines), others=SHARE (to other processes), ' +
    'speed=FACTOR (slower or faster than usual), lag=TIME (an idle process waits); or usual (10%, 20%, 1.5, 100ms), or none. By default usual, with --smoke none',
} as const
const json = { kind: 'flag', summary: 'print JSON to standard output' } as const

const runOptions: Options = {
  strategy: { kind: 'text', value: 'S', summary: 'its name, or a path to its module', required: true },
  workload: { kind: 'text', value: 'W', summary: 'its name, or a path to its folder', required: true },
  update: { kind: 'texts', value: 'NAME', summary: "names of updates, or all; the workload's first one by default" },
  command,
  'command-file': commandFile,
  load,
  arrivals,
  trials: { kind: 'text', value: 'N', summary: 'blocks to run, each of them a trial and its controls', default: '1' },
  seed,
  param: sweep,
  fault: {
    kind: 'texts',
    value: 'FAULT',
    summary:
      'what breaks, and when: crash:SITE@T, lose:FROM:TO:N@T (the next N letters), delay:FROM:TO:D:FOR@T (each letter by D), ' +
      'partition:A:B:FOR@T, slow:SITE:D:FOR@T (each letter from or to it by D), suspend:SITE:FOR@T; T is from the beginning of the measured load (300ms), or from the moment at ' +
      'which the update is asked for (update+5ms); may be repeated',
  },
  transport: {
    kind: 'text',
    value: 'HOW',
    summary: 'how sites reach one another: threads of one process, or tcp between processes',
    default: 'threads',
  },
  listen: {
    kind: 'texts',
    value: 'SITE=ADDRESS',
    summary:
      "with --transport tcp: IP address of this computer at which a site takes the others' letters, loopback's by default; may be repeated",
  },
  force: { kind: 'flag', summary: 'run an update that the strategy refuses, to see what its rule protects from' },
  quick: { kind: 'flag', summary: 'shorter stretches of load: a first look' },
  set: { kind: 'text', value: 'NAME', summary: 'name of the result set; the same command goes on with it' },
  results,
  json: { kind: 'text', value: 'FILE', summary: 'write the result as JSON (- for standard output)' },
}

const matrixOptions: Options = {
  smoke: {
    kind: 'flag',
    summary:
      'a first look, up to five minutes on two cores: one block, short stretches of light load; every strategy on every workload, but of each ' +
      'workload only the update that most can do, and controls and traced runs only with the first workload. With --update, all that is named and ' +
      'its controls. Shows that all works; its figures are none to be quoted',
  },
  blocks: { kind: 'text', value: 'N', summary: 'blocks: 12 for a quick look, 15 by default, 30 to publish' },
  strategy: { kind: 'texts', value: 'S', summary: 'only these strategies' },
  workload: { kind: 'texts', value: 'W', summary: 'only these workloads' },
  update: { kind: 'texts', value: 'NAME', summary: 'only these updates: tos, or router/tos' },
  load,
  arrivals,
  param: sweep,
  seed,
  void: voidRules,
  shard: {
    kind: 'text',
    value: 'I/N',
    summary:
      'only the I-th of N parts of the blocks; by default what a Slurm array, a Kubernetes Indexed Job (with BENCH_SHARDS), GitLab, CircleCI or Buildkite says, or all',
  },
  set: { kind: 'text', value: 'NAME', summary: 'name of the result set, instead of one that follows from the plan' },
  'dry-run': { kind: 'flag', summary: 'say what would be run, and run nothing' },
  results,
  json,
}

const exploreOptions: Options = {
  strategy: { kind: 'texts', value: 'S', summary: 'names, paths to modules, or all', required: true },
  workload: { kind: 'texts', value: 'W', summary: 'names, paths to folders, or all', required: true },
  update: { kind: 'texts', value: 'NAME', summary: "names of updates, or all; the workload's first one by default" },
  command,
  'command-file': commandFile,
  seed,
  requests: {
    kind: 'text',
    value: 'N',
    summary: 'requests during which the update is asked for; by default 30, or 8 for each of many updates',
  },
  at: { kind: 'text', value: 'K', summary: 'only the K-th point: a replay' },
  all: { kind: 'flag', summary: 'run every point, also those that are known to come to the same as another' },
  faults: {
    kind: 'texts',
    value: 'KIND',
    summary: 'crash, loss: a site crashes, or a letter is lost, at each point after a command (--at)',
  },
  'fault-at': { kind: 'text', value: 'J', summary: 'with --faults: only the J-th point after the command' },
  schedules: {
    kind: 'text',
    value: 'N',
    summary: 'explore N other orders of what happens at nearly the same time as well',
  },
  schedule: { kind: 'text', value: 'I', summary: 'only the I-th of them' },
  threads: { kind: 'text', value: 'N', summary: 'threads that explore; by default one for each core' },
  figure: { kind: 'text', value: 'FILE', summary: 'draw the points along the run into this file: .svg or .png' },
  param,
  force: { kind: 'flag', summary: 'explore an update that the strategy refuses' },
  json,
}

const tableOptions: Options = {
  set: { kind: 'text', value: 'NAME', summary: 'name or path of the result set, instead of the latest' },
  csv: { kind: 'text', value: 'FILE', summary: 'write the cells as CSV here as well' },
  out: { kind: 'text', value: 'DIR', summary: "folder for table.md and table.csv, instead of the project's reports/" },
  results,
  json,
}

const adviseOptions: Options = {
  'max-downtime': { kind: 'text', value: 'TIME', summary: 'downtime over that of the null update: 1ms, 2s' },
  'max-gap': {
    kind: 'text',
    value: 'TIME',
    summary: 'longest time without a good reply, over that of the null update',
  },
  'max-update': { kind: 'text', value: 'TIME', summary: 'time from the command until only new code runs' },
  'min-efficiency': { kind: 'text', value: 'RATIO', summary: 'good replies over the horizon ÷ the null update: 0.97' },
  'min-steady-state': { kind: 'text', value: 'RATIO', summary: 'speed of the updatable program ÷ direct: 0.95' },
  'max-heap': { kind: 'text', value: 'RATIO', summary: 'peak heap ÷ direct: 1.5' },
  'max-commands': { kind: 'text', value: 'N', summary: 'commands that an operator gives' },
  'max-decisions': { kind: 'text', value: 'N', summary: 'decisions of a human: groups, orders, conditions' },
  'max-support-lines': { kind: 'text', value: 'N', summary: 'lines of support code' },
  kind: { kind: 'texts', value: 'KIND', summary: 'only updates with such changes: interface, state …' },
  workload: { kind: 'texts', value: 'W', summary: 'only these workloads' },
  set: { kind: 'text', value: 'NAME', summary: 'name or path of the result set, instead of the latest' },
  results,
  json,
}

const compareOptions: Options = {
  run: { kind: 'text', value: 'BASE..HEAD', summary: 'run the suite of two commits, in interleaved blocks' },
  confirm: { kind: 'texts', value: 'BASE2,HEAD2', summary: 'sets of fresh blocks for the second stage' },
  margin: { kind: 'text', value: 'PERCENT', summary: 'a change by less is none', default: '3' },
  metric: { kind: 'texts', value: 'NAME', summary: 'only these figures: steady-state, efficiency, update …' },
  baseline: {
    kind: 'text',
    value: 'NAME',
    summary: 'if there is no regression, HEAD is the baseline NAME from now on',
  },
  markdown: { kind: 'flag', summary: 'print Markdown for a comment on a pull request' },
  blocks: { kind: 'text', value: 'N', summary: 'with --run: blocks of each stage', default: '12' },
  smoke: { kind: 'flag', summary: 'with --run: short stretches of load, no fresh starts' },
  strategy: { kind: 'texts', value: 'S', summary: 'with --run: only these strategies' },
  workload: { kind: 'texts', value: 'W', summary: 'with --run: only these workloads' },
  update: { kind: 'texts', value: 'NAME', summary: 'with --run: only these updates: tos, or router/tos' },
  load,
  arrivals,
  param,
  void: voidRules,
  seed,
  results,
  json,
}

const soakOptions: Options = {
  strategy: { kind: 'text', value: 'S', summary: 'its name, or a path to its module', required: true },
  workload: { kind: 'text', value: 'W', summary: 'its name, or a path to its folder', required: true },
  update: {
    kind: 'texts',
    value: 'NAME',
    summary:
      'the update that is made forth and back, or several that follow upon one another, or all: forth along them and back again. By default the first that the strategy accepts both ways',
  },
  updates: { kind: 'text', value: 'N', summary: 'updates in all', default: '20' },
  load: {
    kind: 'text',
    value: 'LOAD',
    summary: "open:0.2 (a share of direct's capacity) or open:50000/s; by default the workload's own, or open:0.2",
  },
  arrivals,
  param,
  seed,
  quick: { kind: 'flag', summary: 'shorter stretches of load: a first look' },
  json: { kind: 'text', value: 'FILE', summary: 'write the result as JSON (- for standard output)' },
}

/** Every command of `bench`, in the order of its help. */
export const commands = {
  list: {
    usage: '[--kinds | --claims]',
    summary: 'Strategies, workloads and updates, with their kinds',
    options: {
      kinds: { kind: 'flag', summary: 'kinds of change, and which updates have them' },
      claims: { kind: 'flag', summary: 'what each strategy claims to do with each kind of change' },
      json,
    },
    examples: [['bench list --claims', 'which strategy claims what']],
    load: async () => (await import('./list/list-command.ts')).listCommand,
  },
  run: {
    usage: '--strategy S --workload W',
    summary: 'Update a program while it runs under load, and measure what it costs',
    options: runOptions,
    examples: [
      ['bench run --strategy podus --workload router', "the router's first update"],
      ['bench run --strategy dmert --workload router --update tos --force', 'what refusing protects from'],
      [
        'bench run --strategy podus --workload files --param objects=1000,10000,100000',
        'cost against size: each value in turn',
      ],
      [
        'bench run --strategy dymos --workload router --command "update checksum.ts when forward idle within 0.5"',
        "an operator's own command",
      ],
      ['bench run --strategy failover --workload bank --fault crash:standby@update+5ms', 'what a dead machine does'],
    ],
    load: async () => (await import('./run/run-command.ts')).runCommand,
  },
  soak: {
    usage: '--strategy S --workload W',
    summary: 'Update one running program many times: memory, speed, residue',
    options: soakOptions,
    examples: [
      ['bench soak --strategy podus --workload router', 'twenty updates, forth and back'],
      [
        'bench soak --strategy dymos --workload router --update checksum,cache,tos --updates 60',
        'along three releases and back',
      ],
      [
        'bench soak --strategy fabry --workload files --param objects=1000 --json soak.json',
        'a smaller program; the figures as JSON',
      ],
    ],
    load: async () => (await import('./soak/soak-command.ts')).soakCommand,
  },
  explore: {
    usage: '--strategy S --workload W',
    summary: 'Ask for an update at every point of a run, on virtual time, and check each',
    options: exploreOptions,
    examples: [
      ['bench explore --strategy podus --workload router --update all', 'every update at every procedure boundary'],
      ['bench explore --strategy dmert --workload router --update tos --force', 'what refusing protects from'],
      ['bench explore --strategy all --workload all --update all', 'everything, in a table'],
      [
        'bench explore --strategy ./strategies/scp --workload router --faults crash',
        'a unit crashes during the update',
      ],
    ],
    load: async () => (await import('./explore/explore-command.ts')).exploreCommand,
  },
  micro: {
    usage: '[--strategy S]',
    summary: 'What one call costs under each linkage',
    options: {
      strategy: {
        kind: 'texts',
        value: 'S',
        summary: 'only these strategies, by name or path; direct is timed in any case',
      },
      samples: { kind: 'text', value: 'N', summary: 'sample sets of each, every one a fresh process', default: '10' },
      seed,
      json,
    },
    examples: [['bench micro --strategy podus,dymos', 'two linkages beside plain calls']],
    load: async () => (await import('./micro/micro-command.ts')).microCommand,
  },
  check: {
    usage: 'PATH',
    summary: 'Is this program updatable, and by which strategies?',
    positionals: ['PATH'],
    options: {
      support: { kind: 'flag', summary: 'exercise the support code of each update with generated values' },
      values: { kind: 'text', value: 'N', summary: 'with --support: values for each piece of it', default: '100' },
      seed,
      json,
    },
    examples: [
      ['bench check ./my-service', 'a folder with v1/, v2/ …'],
      ['bench check router --support', 'do mappers lose anything, and do interprocedures answer as before?'],
      ['bench check router', 'a workload by name'],
    ],
    load: async () => (await import('./check/check-command.ts')).checkCommand,
  },
  matrix: {
    usage: '[--smoke] [--shard I/N]',
    summary: 'Every strategy on every workload and update, in blocks; resumable',
    options: matrixOptions,
    examples: [
      ['bench matrix --smoke', 'a few minutes'],
      ['bench matrix --shard 2/4', 'the second of four machines; harness/cli/matrix/examples has scripts for clusters'],
    ],
    load: async () => (await import('./matrix/matrix-command.ts')).matrixCommand,
  },
  merge: {
    usage: 'DIR…',
    summary: 'One result set out of the shards of a matrix that were run apart',
    positionals: ['DIR…'],
    options: {
      set: {
        kind: 'text',
        value: 'NAME',
        summary: 'name of the merged set, instead of the one that follows from the plan',
      },
      results,
      json,
    },
    examples: [
      ['bench merge shards/*', 'all sets in a folder, as they came from other machines'],
      ['bench merge shards/* --set nightly', 'into results/nightly'],
    ],
    load: async () => (await import('./merge/merge-command.ts')).mergeCommand,
  },
  table: {
    usage: '[--set NAME]',
    summary: 'The comparison table, from stored results',
    options: tableOptions,
    examples: [['bench table --json', 'the cells of the latest results']],
    load: async () => (await import('./table/table-command.ts')).tableCommand,
  },
  report: {
    usage: '[--open]',
    summary: 'The whole report as one page: tables and figures, from stored results',
    options: {
      open: { kind: 'flag', summary: 'show it in the browser' },
      set: { kind: 'text', value: 'NAME', summary: 'name or path of the result set, instead of the latest' },
      out: { kind: 'text', value: 'DIR', summary: "folder to write into, instead of the project's reports/" },
      png: { kind: 'flag', summary: 'the figures as PNG too, beside the SVG' },
      results,
      json,
    },
    examples: [['bench report --open', 'of the latest results']],
    load: async () => (await import('./report/report-command.ts')).reportCommand,
  },
  advise: {
    usage: '--max-downtime 1ms …',
    summary: 'Which strategies meet these needs, by what was measured?',
    options: adviseOptions,
    examples: [
      ['bench advise --max-downtime 1ms --min-steady-state 0.95', 'hardly any outage, and nearly full speed'],
      ['bench advise --kind interface,state --max-decisions 0', 'for such changes, and without thinking'],
    ],
    load: async () => (await import('./advise/advise-command.ts')).adviseCommand,
  },
  compare: {
    usage: 'BASE HEAD | --run BASE..HEAD',
    summary: 'Is HEAD worse? Two result sets, baselines or commits, by a gate of two stages',
    positionals: ['[BASE]', '[HEAD]'],
    options: compareOptions,
    examples: [
      ['bench compare main latest', 'the last result set against the baseline main'],
      ['bench compare --run main..HEAD --markdown', 'two commits, for a pull request'],
    ],
    load: async () => (await import('./compare/compare-command.ts')).compareCommand,
  },
  history: {
    usage: '[--show]',
    summary: 'Keep the figures of each commit, and see where they changed',
    options: {
      show: { kind: 'flag', summary: 'append nothing: show each series and its change points' },
      set: { kind: 'text', value: 'NAME', summary: 'name or path of the result set to append, instead of the latest' },
      file: { kind: 'text', value: 'FILE', summary: "the history, instead of history.jsonl in the results' folder" },
      results,
      json,
    },
    examples: [
      ['bench history', 'append the latest result set'],
      ['bench history --show', 'where did what change?'],
    ],
    load: async () => (await import('./history/history-command.ts')).historyCommand,
  },
  export: {
    usage: 'FORMAT [--set NAME]',
    summary: 'Stored results for other tools: trials, cells, jsonl, markdown, github-action, bencher, benchstat, trace',
    positionals: ['FORMAT'],
    options: {
      set: { kind: 'text', value: 'NAME', summary: 'name or path of the result set, instead of the latest' },
      out: { kind: 'text', value: 'DIR', summary: 'folder to write into, instead of standard output' },
      trial: { kind: 'text', value: 'ID', summary: 'for trace: the trial to show' },
      results,
    },
    examples: [
      ['bench export trials > trials.csv', 'every figure of every trial'],
      ['bench export github-action --out reports', 'two files, one for each direction'],
    ],
    load: async () => (await import('./export/export-command.ts')).exportCommand,
  },
} as const satisfies Record<string, Command>

export type CommandName = keyof typeof commands

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name)
}
