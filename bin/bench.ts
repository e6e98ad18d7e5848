import { enableCompileCache } from 'node:module'

/** Below this, Node lacks what the harness needs, and its V8 would give other figures. */
const oldestMajor = 26
/** sysexits.h: EX_SOFTWARE. */
const internalError = 70
/** What a shell reports of a process that SIGPIPE ended. */
const brokenPipe = 141

process.on('uncaughtException', reportAndExit)
process.stdout.on('error', exitOnBrokenPipe)

if (Number.parseInt(process.versions.node, 10) < oldestMajor) {
  console.error(
    `bench: expected Node ${oldestMajor} or later, got ${process.version} (${process.execPath}). ` +
      'Start it with `npx bench` or ./bin/bench, which use the Node that `npm ci` installs.',
  )
  process.exit(internalError)
}

enableCompileCache()
const { main } = await import('../harness/cli/main.ts')
process.exitCode = await main(process.argv.slice(2))

/** Without this, a bug would exit with 1, which means a regression. */
function reportAndExit(error: unknown): never {
  console.error(error)
  process.exit(internalError)
}

/** `bench … | head` closes standard output early: end as quietly as any Unix filter does. */
function exitOnBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit(brokenPipe)
}
