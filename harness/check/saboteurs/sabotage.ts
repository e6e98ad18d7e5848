import type { Strategy } from '../../../strategies/contract.ts'
import type { Line, Received } from '../../../workloads/contract.ts'
import type { SiteAccess, SiteAgent } from '../../host/agent.ts'

/** A strategy that does what `base` does, but for what `change` says. */
export function sabotage(
  base: Strategy,
  name: string,
  change: (site: SiteAccess, agent: SiteAgent) => Partial<SiteAgent>,
): Strategy {
  return {
    ...withoutRules(base),
    name,
    summary: `saboteur: ${base.name}, but it must be caught`,
    createSite: (site) => {
      const agent = base.createSite(site)
      const { hooks, phases } = agent
      return {
        hooks,
        phases,
        withdraw: (update) => agent.withdraw?.(update) ?? { reason: '', inForce: 'old' },
        ...change(site, agent),
      }
    },
  }
}

/** Refuses nothing, in whatever language it is told. */
export function withoutRules(base: Strategy): Strategy {
  const { commands } = base
  const lawless = { ...base, assess: () => [] }
  if (commands === undefined) return lawless
  return {
    ...lawless,
    commands: {
      ...commands,
      read(text, update) {
        const reading = commands.read(text, update)
        return 'problem' in reading ? reading : { ...reading, refusals: [] }
      },
    },
  }
}

/** Stands between program and line, with a say in each reply. */
export function wrapReplies(
  intercept: (request: Received<unknown>, send: () => void) => void,
): NonNullable<SiteAgent['wrapLine']> {
  return <Request, Reply>(line: Line<Request, Reply>): Line<Request, Reply> => ({
    receive: () => line.receive(),
    reply: (request, reply) => intercept(request, () => line.reply(request, reply)),
  })
}
