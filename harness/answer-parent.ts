/** What a process of its own sends when it is done. */
export type ChildMessage<Record> =
  | { readonly type: 'record'; readonly record: Record }
  | { readonly type: 'error'; readonly name: string; readonly message: string }

/**
 * Makes this process one that is given an order by its parent, carries it out, and answers. Meanwhile it may tell how far
 * it has come.
 */
export function answerParent(carryOut: (order: never, tell: (progress: unknown) => void) => Promise<object>): void {
  // Who started it was killed: nobody waits for the answer, and the next trial is not to run beside this one.
  process.once('disconnect', () => process.exit(1))
  process.once('message', (message) => {
    const tell = (progress: unknown): void => void process.send?.({ type: 'progress', progress })
    const answer = carryOut(message as never, tell).then(
      (record): ChildMessage<object> => ({ type: 'record', record }),
      describeError,
    )
    void answer.then((reply) => process.send?.(reply, () => process.exit(0)))
  })
}

function describeError(thrown: unknown): Extract<ChildMessage<never>, { type: 'error' }> {
  const { name, message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown))
  return { type: 'error', name, message: name === 'ProgramRejected' ? message : (stack ?? message) }
}
