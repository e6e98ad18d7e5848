/**
 * Globals through which a program would touch the outside behind `main`'s back: with them it could not run on virtual
 * time, nor twice alike. For each: what to write instead.
 */
export const outsideGlobals: ReadonlyMap<string, string> = new Map([
  ...words('setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate').map(
    (name) => [name, '`await outside.after(ms)`, with the `outside` that main receives'] as const,
  ),
  ...words('Date performance').map((name) => [name, '`outside.now()`, with the `outside` that main receives'] as const),
  ...words(
    'process require module fetch globalThis global crypto WebSocket EventSource Worker MessageChannel BroadcastChannel localStorage sessionStorage navigator WebAssembly',
  ).map((name) => [name, 'what main receives as its arguments'] as const),
  ['queueMicrotask', '`await` in an async procedure'],
  ...words('WeakRef FinalizationRegistry').map(
    (name) => [name, 'an ordinary reference, taken away when it is no longer needed'] as const,
  ),
  ['console', 'a reply on the line'],
  ['eval', 'a procedure'],
  ['Function', 'a procedure'],
])

/** Built-in methods that call a function given to them, and keep none. */
export const callbackMethods: ReadonlySet<string> = new Set(
  words(
    'map filter forEach some every find findIndex findLast findLastIndex reduce reduceRight flatMap sort toSorted from fromAsync replace replaceAll groupBy then catch finally try apply call',
  ),
)

/** Built-in methods that keep what is given to them. */
export const retainingMethods: ReadonlySet<string> = new Set(words('push unshift set add splice fill with'))

/** Methods by which a function is called. */
export const applyingMethods: ReadonlySet<string> = new Set(words('call apply bind'))

/** Methods of the language's iterators that step them; and what of these the language calls by itself. */
export const steppingMethods: ReadonlySet<string> = new Set(
  words('next return throw map filter take drop flatMap reduce toArray forEach some every find'),
)
export const iterationMethods = words('[Symbol.iterator] [Symbol.asyncIterator] next return throw')

/** What the language calls without a call being written. */
export const implicitMethods = words(
  'toString valueOf toJSON then [Symbol.toPrimitive] [Symbol.hasInstance] [Symbol.dispose] [Symbol.asyncDispose]',
)

/** Names by which the language itself asks for a method: it cannot be told of another. */
export const languageMethods: ReadonlySet<string> = new Set([...implicitMethods, ...iterationMethods])

/** Names of built-in methods that call no code of the program unless a function is given to them. */
export const builtinMethods: ReadonlySet<string> = new Set(
  [
    Array,
    Map,
    Set,
    WeakMap,
    String,
    Number,
    Uint8Array,
    DataView,
    RegExp,
    Promise,
    BigInt,
    ArrayBuffer,
    SharedArrayBuffer,
  ]
    .flatMap((type) => [
      ...Object.getOwnPropertyNames(type.prototype),
      ...Object.getOwnPropertyNames(Object.getPrototypeOf(type.prototype) as object),
    ])
    .filter((name) => name !== 'constructor'),
)

function words(text: string): string[] {
  return text.split(' ')
}
