import type { Strategy } from '../../../strategies/contract.ts'
import { strategy as podus } from '../../../strategies/podus/index.ts'
import { sabotage } from './sabotage.ts'

/** Adds one to a number of the program's static data: the `place`-th of a typed array in a field of a datum. */
export function corruptColumn(name: string, datum: string, field: string, place: number): Strategy {
  return sabotage(podus, name, (site, { phases }) => ({
    phases: [
      {
        name: 'corrupt',
        stage: 'update',
        part: 'mixed',
        run() {
          const space = site.spaces[0]!
          const columns = space.read(space.datum(datum)!) as Record<string, Int32Array>
          columns[field]![place]!++
          return 'next'
        },
      },
      ...phases,
    ],
  }))
}
