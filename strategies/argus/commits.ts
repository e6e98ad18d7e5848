import { never, type Action } from './action.ts'
import type { Guardian, Preparation, Vote } from './guardian.ts'
import type { Batch } from './stable-state.ts'

/** So many actions may wait for a commit: memory has an end. */
const mostActions = 1024

interface CommitsHost {
  append(file: string, record: string): Promise<void>
  reply(id: number, reply: unknown): void
  /** A batch has been committed; the logs of these guardians have become too long. */
  committed(long: readonly string[]): void
}

/**
 * Commits top-level actions that have ended, in their order: those that end while a commit is under way share the next one.
 * Where other guardians took part it takes two phases: they write what they did; then the commit record is written here, and
 * that decides. Only then is anything answered.
 */
export class Commits {
  readonly #guardian: Guardian
  readonly #host: CommitsHost
  readonly #own: string
  #ended: Action[] = []
  #isCommitting = false
  /** The commit under way. */
  #present: Promise<void> = Promise.resolve()
  #writing: Promise<void> = Promise.resolve()
  #acknowledged: Promise<void> = Promise.resolve()

  /** @param own name of the site */
  constructor(guardian: Guardian, own: string, host: CommitsHost) {
    this.#guardian = guardian
    this.#own = own
    this.#host = host
  }

  /** All actions that have ended are committed. */
  get isQuiet(): boolean {
    return this.#ended.length === 0 && !this.#isCommitting
  }

  /** So many actions wait for the commit under way that no more should begin; resolves when it is done. */
  get space(): Promise<void> | undefined {
    return this.#ended.length >= mostActions ? this.#present : undefined
  }

  /** Resolves when all that has been committed is answered. */
  get acknowledged(): Promise<void> {
    return this.#acknowledged
  }

  add(action: Action): void {
    this.#ended.push(action)
    this.#flush()
  }

  /** Resolves when all that has ended is committed and answered. */
  async finish(): Promise<void> {
    const { epoch } = this.#guardian
    while (!this.isQuiet && epoch === this.#guardian.epoch) await this.#present
    await this.#acknowledged
  }

  /** What is not about to be committed is aborted. */
  async crash(): Promise<void> {
    this.#ended = []
    await this.#writing
    await this.#acknowledged
    this.#isCommitting = false
  }

  /** Answers what had been committed before a crash, and adds to the files what they lack. */
  async complete(batches: readonly Batch[], count: (file: string) => Promise<number>): Promise<void> {
    const records = Map.groupBy(
      batches.flatMap(({ appends }) => appends),
      ([file]) => file,
    )
    for (const [file, appends] of records) {
      const missing = (this.#guardian.appended[file] ?? 0) - (await count(file))
      for (const [, record] of missing > 0 ? appends.slice(-missing) : []) await this.#host.append(file, record)
    }
    for (const [id, reply] of batches.flatMap(({ replies }) => replies)) this.#host.reply(id, reply)
  }

  #flush(): void {
    if (!this.#isCommitting && this.#ended.length > 0) this.#present = this.#commit(this.#ended.splice(0))
  }

  async #commit(actions: readonly Action[]): Promise<void> {
    this.#isCommitting = true
    const { epoch, batch } = this.#guardian
    const number = batch + 1
    const upTo = actions.at(-1)?.number ?? 0
    const others = new Set(actions.flatMap(({ touched }) => [...touched]).filter((site) => site !== this.#own))
    const prepare = async (site: string): Promise<readonly [string, Vote]> => {
      const taken = actions.filter(({ touched }) => touched.has(site)).map((action) => action.number)
      const preparation: Preparation = { epoch, batch: number, upTo, taken }
      return [site, (await this.#guardian.request(site, '$prepare', [preparation])) as Vote]
    }
    const votes = await Promise.all([...others].map(prepare))
    if (epoch !== this.#guardian.epoch) return
    // One has crashed since: the recovery from that, which is about to come, aborts the batch.
    if (votes.some(([, vote]) => vote === 'lost')) return never()
    const entry: Batch = {
      type: 'batch',
      number,
      actions: this.#guardian.takeActions(upTo),
      replies: actions.flatMap(({ replies }) => replies),
      appends: actions.flatMap(({ appends }) => appends),
    }
    this.#guardian.batch = number
    this.#writing = this.#write(entry)
    await this.#writing
    if (epoch !== this.#guardian.epoch) return
    this.#isCommitting = false
    this.#flush()
    const long = votes.filter(([, vote]) => vote === 'long').map(([site]) => site)
    this.#host.committed(this.#guardian.isLong ? [...long, this.#own] : long)
  }

  /** From the moment at which the record is durable the batch is answered, whatever happens. */
  async #write(entry: Batch): Promise<void> {
    await this.#guardian.write(entry)
    for (const [file] of entry.appends) this.#guardian.appended[file] = (this.#guardian.appended[file] ?? 0) + 1
    this.#acknowledged = this.#acknowledge(this.#acknowledged, entry)
  }

  async #acknowledge(earlier: Promise<void>, { appends, replies }: Batch): Promise<void> {
    await earlier
    if (appends.length > 0) await Promise.all(appends.map(([file, record]) => this.#host.append(file, record)))
    for (const [id, reply] of replies) this.#host.reply(id, reply)
  }
}
