import { strategy as podus } from '../../../strategies/podus/index.ts'
import { sabotage } from './sabotage.ts'

/** Runs each mapper procedure once more than it should. */
export const strategy = sabotage(podus, 'map-twice', (site, { phases }) => ({
  phases: phases.map((phase) =>
    phase.name !== 'map static data'
      ? phase
      : {
          ...phase,
          run(update) {
            const [old] = site.spaces
            for (const [datum, mapper] of update.plan.mappers) {
              const map = site.spaces.at(-1)!.code(mapper) as (value: unknown) => unknown
              map(old!.read(old!.datum(datum)!))
            }
            return phase.run(update)
          },
        },
  ),
}))
