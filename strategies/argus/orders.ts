import type { Controller, SiteHandle } from '../../harness/host/controller.ts'

/** What the controller orders a guardian to do. */
export type GuardianOrder =
  /** Write all objects at a quiet moment, at every guardian; for the one where actions begin. */
  | { readonly order: 'checkpoint' }
  /** End at once what is under way. */
  | { readonly order: 'crash'; readonly epoch: number }
  /** Go back to where a batch ended. */
  | { readonly order: 'restore'; readonly batch: number; readonly generation: number }
  /** Say whether the code is there in whose version the objects are kept. */
  | { readonly order: 'has-code'; readonly generation: number }
  /** Hand the objects to the new code. */
  | { readonly order: 'replace'; readonly generation: number }
  /** The replacement counts from now on; for the guardian where actions begin. */
  | { readonly order: 'install'; readonly generation: number }
  | { readonly order: 'resume'; readonly generation: number }
  | { readonly order: 'position' }

/** Where a guardian stood when it crashed. */
export interface Position {
  readonly batch: number
  readonly generation: number
}

/** Gives an order and awaits its answer. */
export async function order(site: SiteHandle, content: GuardianOrder): Promise<unknown> {
  const answer = await site.send({ type: 'agent', content })
  if (answer.type === 'agent') return answer.content
  throw new Error(answer.type === 'failed' ? answer.message : `unexpected answer ${answer.type}`)
}

export async function orderAll({ sites }: Pick<Controller, 'sites'>, content: GuardianOrder): Promise<void> {
  await Promise.all([...sites.values()].map((site) => order(site, content)))
}
