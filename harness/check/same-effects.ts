import type { Model, Parameters, UpdateDeclaration, Workload } from '../../workloads/contract.ts'
import { Random } from '../load/random.ts'

/** Requests after the set-up that both releases have in common, before they part. */
const before = 500
/** So many requests are carried out by one release or by the other: few, whose effects later ones have not hidden yet; and many. */
const stretches = [1, 10, 100, 1000, 10_000]
/** Requests whose replies show the state after that, besides the probes. */
const after = 1000

/**
 * Looks whether what requests do to the state is the same under both releases of an update, by the workload's model: some
 * requests are applied as the old release does it, and as the new one does; then the new release answers.
 * @returns where it answers otherwise: how it was found, in words; undefined where it never does. That proves nothing: an
 * effect that no request of the traffic has is not found.
 */
export function findOtherEffect(
  workload: Workload,
  { from, to }: Pick<UpdateDeclaration, 'from' | 'to'>,
  parameters: Parameters,
  seed = 1,
): string | undefined {
  const traffic = workload.traffic(parameters)
  const random = new Random()
  const request = (id: number): unknown => traffic.request(id, random.reseed(seed, id))
  const parting = traffic.setup + before

  /** Digests of the new release's answers, in which requests `parting` … `end`−1 were applied as `version` does. */
  function answerAfter(version: string, end: number): number[] {
    const model: Model<unknown, unknown> = workload.model(parameters)
    const answer = (asked: unknown): number => {
      const digest = traffic.digest(model.reply(asked, to))
      model.apply(asked, to)
      return digest
    }
    for (let id = 0; id < parting; id++) model.apply(request(id), from)
    for (let id = parting; id < end; id++) model.apply(request(id), version)
    return [
      ...Array.from({ length: after }, (_, index) => answer(request(end + index))),
      ...Array.from({ length: traffic.probes }, (_, index) => answer(traffic.probe(index))),
    ]
  }

  for (const stretch of stretches) {
    const end = parting + stretch
    const [old, next] = [answerAfter(from, end), answerAfter(to, end)]
    const index = next.findIndex((digest, place) => digest !== old[place])
    if (index === -1) continue
    const which = index < after ? `request ${end + index}` : `probe ${index - after}`
    return `${to} answers ${which} otherwise, according to whether requests ${parting} to ${end - 1} were carried out by ${from} or ${to}`
  }
  return undefined
}
