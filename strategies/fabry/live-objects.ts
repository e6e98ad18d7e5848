/**
 * All objects that can be reached from some values, step by step: a container is looked into as one goes on, so that
 * the first objects come at once however many there are. What is reached only from suspended calls is not found.
 */
export function* findLive(roots: Iterable<unknown>): Generator<object, undefined> {
  const seen = new Set<object>()
  const pending: Iterator<unknown>[] = [roots[Symbol.iterator]()]
  for (let inner = pending.at(-1); inner !== undefined; inner = pending.at(-1)) {
    const { done, value } = inner.next() as IteratorResult<unknown, unknown>
    if (done === true) {
      pending.pop()
      continue
    }
    if (typeof value !== 'object' || value === null || seen.has(value)) continue
    seen.add(value)
    yield value
    const content = contentOf(value)
    if (content !== undefined) pending.push(content)
  }
  return undefined
}

function contentOf(value: object): Iterator<unknown> | undefined {
  if (ArrayBuffer.isView(value)) return undefined
  if (value instanceof Map) return pairsOf(value as ReadonlyMap<unknown, unknown>)
  if (value instanceof Set || Array.isArray(value)) return (value as Iterable<unknown>)[Symbol.iterator]()
  return (Object.values(value) as unknown[])[Symbol.iterator]()
}

function* pairsOf(map: ReadonlyMap<unknown, unknown>): Generator {
  for (const [key, value] of map) {
    yield key
    yield value
  }
}
