/**
 * A strategy is one way to update a program while it runs.
 *
 * To add one: make a folder `strategies/<name>/` with
 *   index.ts   exports `strategy`: its profile, its claims, what it refuses
 *   link.ts    its linkage: what stands between a procedure and its callers, and so what every call pays
 *   update.ts  its update: an ordered list of named phases at a site, or a controller over several sites
 *   README.md  the claim in the literature, our reading, the mapping to code, known limits
 * and add its line to `registry.ts`, or pass the file to `--strategy ./mine/index.ts`.
 */
import type { Controller } from '../harness/host/controller.ts'
import type { SiteAccess, SiteAgent } from '../harness/host/agent.ts'
import type { Placement } from '../harness/host/layout.ts'
import type { UpdateResult } from '../harness/host/messages.ts'
import type { OperatorOrder } from '../harness/host/update-plan.ts'
import type { Linkage } from '../harness/link/linkage.ts'
import type { ChangeKind } from '../harness/program/change-kind.ts'
import type { Program } from '../harness/program/program.ts'
import type { Update } from '../harness/program/update.ts'

/** A column of the survey's Table A. */
export interface Profile {
  readonly type: string
  readonly hardware: string
  readonly support: string
  readonly distributed: string
  readonly granularity: string
  readonly changes: string
  readonly intervention: string
  readonly updateTime: string
  readonly limitation: string
  /** Where the claims are from; controls, which the survey does not have, say so here. */
  readonly source: string
}

/** What a strategy does with a kind of change: completes without violation, refuses, never finds a safe point, or breaks. */
export interface Claim {
  readonly expect: Expectation
  /** What it does where its rules decide otherwise, as the note says; one of the two is `refuses`. */
  readonly otherwise?: Expectation
  readonly note?: string
}

export type Expectation = 'completes' | 'refuses' | 'stalls' | 'violates'

/** Where measurement contradicts what a strategy claims. The claim stays as it is; the strategy's README explains. */
export interface Deviation {
  readonly workload: string
  readonly update: string
  /** `starves`: completes in some runs; in others the processes leave no safe point within the limit. */
  readonly found: Expectation | 'starves'
  readonly because: string
}

/** Why an update cannot be done: which change, and which rule of the strategy. */
export interface Refusal {
  readonly change: string
  readonly rule: string
}

/** A language in which an operator says what is to be updated, and when. */
export interface CommandLanguage {
  /** What an operator would write to have the whole update done; undefined where nothing differs. */
  derive(update: Update): string | undefined
  /** What a text means for an update. Nothing has been touched by then. */
  read(text: string, update: Update): CommandReading
}

/** The text is not in the language, or it is: then the rules may still refuse what it says. */
export type CommandReading =
  | { readonly problem: CommandProblem }
  | { readonly order: OperatorOrder; readonly refusals: readonly Refusal[] }

export interface CommandProblem {
  /** Expected, got, what next. */
  readonly message: string
  /** Where in the text. */
  readonly at: number
  readonly length: number
}

export interface Strategy {
  readonly name: string
  readonly summary: string
  readonly profile: Profile
  readonly claims: Readonly<Record<ChangeKind, Claim>>
  /** The conformance suite holds a strategy to its claims, but for these. */
  readonly deviations?: readonly Deviation[]
  readonly linkage: Linkage
  /** What is loaded for an update: the whole new version, the modules that changed, or only the procedures. */
  readonly loads: 'version' | 'modules' | 'patch'
  readonly canBackOut: boolean
  /** The last update is taken out by the command `back-out`, and not by an update to the version before it. */
  readonly backOutCommand?: true
  /** Sites of the new version are given the support code of the way back, to call sites of the old one by it. */
  readonly callsBack?: boolean
  /** A control, known to hurt: its update is in every block of a matrix, whichever strategies are asked for. */
  readonly isControl?: boolean
  /** Decided from the diff alone, before anything is touched; empty if the rules allow the update. */
  assess(update: Update): readonly Refusal[]
  /** Without commands of an operator, the one that is derived is given. Then `assess` is of that one. */
  readonly commands?: CommandLanguage
  /** What runs at a site beside the program. */
  createSite(site: SiteAccess): SiteAgent
  /** Which sites there are, and what runs at each; without it one, for the whole program. */
  readonly layout?: (program: Program) => readonly Placement[]
  /** An update that is more than one site's affair; without it the site is told to load, then to update. */
  readonly control?: (controller: Controller) => Promise<UpdateResult>
  /** A site has crashed: brings the program back, if the strategy can. Rejects where it cannot. */
  readonly recover?: (controller: Controller, site: string) => Promise<void>
}
