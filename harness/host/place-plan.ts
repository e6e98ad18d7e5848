import type { Image } from '../link/image.ts'
import type { UpdatePlan } from './update-plan.ts'

/** What of an update concerns a site: static data that are elsewhere are not converted here. */
export function placePlan(plan: UpdatePlan, from: Image, to: Image): UpdatePlan {
  const here = new Set([...from.data, ...to.data].map(({ id }) => id))
  const adts = new Set([...from.adts, ...to.adts].map(({ id }) => id))
  const isHere = (id: string): boolean => here.has(id) || adts.has(id)
  const local = (uses: UpdatePlan['uses']): UpdatePlan['uses'] =>
    uses.map(([id, data]) => [id, data.filter((datum) => here.has(datum))] as const)
  return {
    ...plan,
    representations: plan.representations.filter(isHere),
    mappers: plan.mappers.filter(([datum]) => here.has(datum)),
    uses: local(plan.uses),
    oldUses: local(plan.oldUses),
    holders: plan.holders.filter(([type]) => adts.has(type)),
  }
}
