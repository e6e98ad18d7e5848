import type { MemberUse } from '../program/program.ts'
import type { Edit } from './edit.ts'
import type { Handles } from './handles.ts'

/**
 * Rewrites a method call so that the method is looked up when the arguments have been evaluated.
 * @param slots under which the method is looked for, in this order
 */
export function callLate(call: MemberUse, slots: readonly string[], handles: Handles, edit: Edit): void {
  const { receiver } = call
  const first = call.arguments.start
  const slot = slots.map((each) => memberOf('o', each))
  // Of several the last is what an object that is not of the program has.
  const method = (values: string): string =>
    slots.length === 1 ? `${slot[0]}(${values})` : `${slot[0]}===undefined?${slot[1]}(${values}):${slot[0]}(${values})`
  if (call.through === 'super') {
    edit.before(receiver.start, '$apply((...$a)=>')
    edit.replace(
      { start: receiver.end, end: first },
      `${memberOf('', slots[0] ?? call.name)}(...$a)${call.arguments.count === 0 ? '' : ','}`,
    )
  } else if (call.optionalReceiver || call.optionalCall) {
    // Where the chain ends, the arguments are not evaluated.
    const ends = [
      ...(call.optionalReceiver ? ['o==null'] : []),
      ...(call.optionalCall ? [`(${slot.join('??')})==null`] : []),
    ]
    edit.before(receiver.start, `${handles.helper(`o=>${ends.join('||')}?undefined:(...a)=>${method('...a')}`)}(`)
    edit.replace({ start: receiver.end, end: first }, ')?.(')
  } else {
    const { count } = call.arguments
    const values = count === undefined ? ['...a'] : Array.from({ length: count }, (_, index) => `a${index}`)
    edit.before(receiver.start, `${handles.helper(`(${['o', ...values].join(',')})=>${method(values.join(','))}`)}(`)
    edit.replace({ start: receiver.end, end: first }, count === 0 ? '' : ',')
  }
}

function memberOf(object: string, name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)
    ? `${object}.${name}`
    : `${object}[${JSON.stringify(name)}]`
}
