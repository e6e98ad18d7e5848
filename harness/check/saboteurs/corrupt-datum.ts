import type { Strategy } from '../../../strategies/contract.ts'
import { strategy as podus } from '../../../strategies/podus/index.ts'
import { sabotage } from './sabotage.ts'

/** Spoils a static datum when the update is asked for: what `spoil` returns is its value from then on. */
export function corruptDatum<Value>(name: string, id: string, spoil: (value: Value) => Value): Strategy {
  return sabotage(podus, name, (site, { phases }) => ({
    phases: [
      {
        name: 'corrupt',
        stage: 'update',
        part: 'mixed',
        run() {
          const space = site.spaces[0]!
          const datum = space.datum(id)!
          space.write(datum, spoil(space.read(datum) as Value))
          return 'next'
        },
      },
      ...phases,
    ],
  }))
}
