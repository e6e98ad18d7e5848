import type { PhaseSpan, TrialRecord } from '../../store/record.ts'

/** An event of Chrome's trace format ("Trace Event Format", Google); times in microseconds. */
type TraceEvent = {
  readonly name: string
  readonly ph: 'X' | 'C' | 'i' | 'M'
  readonly ts: number
  readonly pid: number
  readonly tid: number
  readonly [field: string]: unknown
}

/** One trial's update for ui.perfetto.dev or chrome://tracing: a track for each site, its phases, and good replies. */
export function toTraceEvents(record: TrialRecord): object {
  const sites = [...new Set(record.phases.map(({ site }) => site))]
  const toMicroseconds = (ms: number): number => Math.round(ms * 1000)
  const named = (name: string, tid: number, text: string): TraceEvent => ({
    name,
    ph: 'M',
    ts: 0,
    pid: 1,
    tid,
    args: { name: text },
  })
  const toSpan = ({ site, phase, part, startMs, endMs }: PhaseSpan): TraceEvent => ({
    name: phase,
    cat: part,
    ph: 'X',
    ts: toMicroseconds(startMs),
    dur: toMicroseconds(endMs) - toMicroseconds(startMs),
    pid: 1,
    tid: sites.indexOf(site) + 1,
    args: { part },
  })
  const { commandMs, startMs, windowMs, good } = record.rates
  const command: TraceEvent[] =
    commandMs === undefined
      ? []
      : [{ name: 'update command', ph: 'i', ts: toMicroseconds(commandMs), pid: 1, tid: 0, s: 'g' }]
  const replies = good.map((count, window): TraceEvent => ({
    name: `good replies per ${windowMs} ms`,
    ph: 'C',
    ts: toMicroseconds(startMs + window * windowMs),
    pid: 1,
    tid: 0,
    args: { good: count },
  }))
  return {
    displayTimeUnit: 'ms',
    otherData: {
      trial: record.id,
      outcome: record.outcome,
      verdict: record.verdict,
      node: record.environment.node,
      cpu: record.environment.cpu,
      commit: record.environment.commit,
    },
    traceEvents: [
      named('process_name', 0, `${record.workload}/${record.update} ${record.strategy}`),
      ...sites.map((site, index) => named('thread_name', index + 1, `site ${site}`)),
      ...record.phases.map(toSpan),
      ...command,
      ...replies,
    ],
  }
}
