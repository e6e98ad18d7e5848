import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Environment in which a thread or process keeps the compiled harness for the next one, which then starts in a fraction of
 * the time. Not where figures are taken: code that comes from the cache is not as warm as code that does not.
 */
export const compileCache = { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') }
