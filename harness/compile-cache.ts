import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Environment in which a thread or process keeps the compiled harness for the next one, which then starts in a fraction of
 * the time. Not where figures are taken: they shall not depend on what ran before.
 */
export const compileCache = { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') }
