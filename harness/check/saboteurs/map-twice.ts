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
            const step = phase.run(update)
            const [old] = site.spaces
            const space = site.spaces.at(-1)!
            for (const [datum, mapper] of update.plan.mappers) {
              // Of what still waits for its safe point nothing has been mapped yet.
              if (space.read(space.datum(datum)!) === undefined) continue
              const map = space.code(mapper) as (value: unknown) => unknown
              map(old!.read(old!.datum(datum)!))
            }
            return step
          },
        },
  ),
}))
