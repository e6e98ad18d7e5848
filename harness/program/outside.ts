/**
 * Globals through which a program would touch the outside behind `main`'s back: with them it could not run on virtual
 * time, nor twice alike. For each: what to write instead.
 */
export const outsideGlobals: ReadonlyMap<string, string> = new Map([
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'].map((name) => [name, '`await outside.after(ms)`, with the `outside` that main receives'] as const),
  ...['Date', 'performance'].map((name) => [name, '`outside.now()`, with the `outside` that main receives'] as const),
  ...['process', 'require', 'module', 'fetch', 'globalThis', 'global', 'crypto', 'WebSocket', 'Worker', 'MessageChannel', 'BroadcastChannel', 'localStorage', 'navigator'].map(
    (name) => [name, 'what main receives as its arguments'] as const,
  ),
  ['console', 'a reply on the line'],
  ['eval', 'a procedure'],
  ['Function', 'a procedure'],
])

/** Built-in methods that call a function given to them, and keep none. */
export const callbackMethods: ReadonlySet<string> = new Set(
  'map filter forEach some every find findIndex findLast findLastIndex reduce reduceRight flatMap sort toSorted from replace replaceAll'.split(' '),
)

/** Built-in methods that keep what is given to them. */
export const retainingMethods: ReadonlySet<string> = new Set('push unshift set add splice fill with'.split(' '))

/** Names of built-in methods that call no code of the program unless a function is given to them. */
export const builtinMethods: ReadonlySet<string> = new Set(
  [Array, Map, Set, WeakMap, String, Number, Uint8Array, DataView, RegExp, Promise, BigInt, ArrayBuffer, SharedArrayBuffer]
    .flatMap((type) => [...Object.getOwnPropertyNames(type.prototype), ...Object.getOwnPropertyNames(Object.getPrototypeOf(type.prototype) as object)])
    .filter((name) => name !== 'constructor'),
)
