import type { ChangeKind } from '../../harness/program/change-kind.ts'
import type { Update } from '../../harness/program/update.ts'
import type { Refusal } from '../contract.ts'

const rules: Partial<Record<ChangeKind, string>> = {
  interface: 'the Field Update Subsystem assumes that the interfaces of functions do not change',
  protocol: 'the Field Update Subsystem assumes that the interfaces of functions do not change',
  state: 'there is no mechanism for moving static state between versions of functions',
  delete: 'functions are replaced in the transfer vector; none is taken out',
  move: 'functions are replaced in the transfer vector; none is taken out',
}

/** DMERT replaces functions whose interfaces and static state stay as they are. */
export function assess({ changes }: Update): readonly Refusal[] {
  return changes.flatMap(({ kind, id, explanation }) => {
    const rule = rules[kind]
    return rule === undefined ? [] : [{ change: `${id} (${explanation})`, rule }]
  })
}
