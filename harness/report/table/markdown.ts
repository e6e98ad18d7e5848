import { formatCount } from '../format.ts'
import {
  describeKinds,
  describeProfiles,
  describeProfilesMeasured,
  listClaimNotes,
  listDeviations,
} from './claims-tables.ts'
import type { Comparison } from './comparison.ts'
import { judgementLegend } from './judgement-text.ts'
import { legend } from './marks.ts'
import { describeMeasuredElsewhere } from './measured-elsewhere-table.ts'
import { Notes } from './notes.ts'
import type { Source } from './source.ts'
import { describeWorkload } from './workload-tables.ts'

/** The comparison as Markdown that also reads well as it stands. */
export function toMarkdown(comparison: Comparison): string {
  const { source, problems, voids, claims, cells, falseAlarms } = comparison
  const notes = new Notes()
  const workloads = Map.groupBy(cells, ({ workload }) => workload)
  const measured = [...workloads].flatMap(([workload, own]) => describeWorkload(workload, own, notes))
  const sections = [
    '# Comparison',
    describeSource(source),
    ...describeProblems(problems),
    ...describeVoids(voids),
    '## What is claimed',
    'Table A of the survey (Segal and Frieder 1993); controls are not in it.',
    describeProfiles(claims),
    'What of it was measured: the least and the most of the medians of all updates.',
    describeProfilesMeasured(claims, cells),
    `By kind of change: the claim and, in parentheses, how many updates with such a change ended so. ${legend}.`,
    describeKinds(claims, cells),
    ...addList(listClaimNotes(claims)),
    '## What was measured',
    `${legend}. In parentheses: what is claimed, where that is something else. Figures of the first table of each update are medians of n trials; of trials without violations, the rate of such trials may still be as high as the bound says (95 %).`,
    judgementLegend,
    'That 90, 95 or 99 % of updates take no longer than some time is said from 29, 59 and 299 trials on (95 % confidence, Wilks).',
    ...(falseAlarms === undefined
      ? []
      : [
          `A/A controls, which change nothing, differ from the null updates of their blocks in ${falseAlarms.alarms} of ${formatCount(falseAlarms.of, 'test')} at 5 %, unadjusted.`,
        ]),
    ...measured,
    ...addSection('Claims that the measurements contradict', notes.listContradictions(), '\n\n'),
    ...addSection('Contradictions that are known', listDeviations(claims, cells), '\n'),
    ...addSection('Warnings', notes.listWarnings(), '\n\n'),
    '## What others measured',
    'On other programs, in other languages, on other machines: to be read beside the figures above, never divided by them.',
    describeMeasuredElsewhere(cells),
  ]
  return `${sections.join('\n\n')}\n`
}

function addSection(title: string, texts: readonly string[], separator: string): string[] {
  return texts.length === 0 ? [] : [`## ${title}`, texts.join(separator)]
}

function addList(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [lines.join('\n')]
}

function describeSource({ set, plan, trials, planned, machines, commits, from, to }: Source): string {
  const done = trials === planned ? formatCount(trials, 'trial') : `${trials} of ${formatCount(planned, 'trial')}`
  return [
    `Result set \`${set}\` (plan ${plan}): ${done}, ${from} to ${to}.`,
    ...machines.map((machine) => `Machine ${machine}.`),
    `Sources: ${commits.join(', ')}.`,
  ].join('\n')
}

function describeProblems(problems: readonly string[]): string[] {
  if (problems.length === 0) return []
  return [
    `**${formatCount(problems.length, 'thing')} in the set could not be used:**`,
    problems.map((problem) => `- ${problem}`).join('\n'),
  ]
}

function describeVoids(voids: readonly string[]): string[] {
  if (voids.length === 0) return []
  return [
    `**${formatCount(voids.length, 'block')} left out by the rules fixed in the plan, as the machine did not keep still:**`,
    voids.map((text) => `- ${text}`).join('\n'),
  ]
}
