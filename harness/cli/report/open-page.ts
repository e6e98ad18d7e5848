import type { Context } from '../context.ts'

/** Shows a page in the browser of whoever asked; where there is none, says where the page is. */
export async function openPage(url: string, { runProgram, cwd, err }: Context): Promise<void> {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open'
  const problem = await runProgram(program, [url], cwd).then(
    ({ code, stderr }) => (code === 0 ? undefined : stderr.trim().split('\n')[0] || `code ${code}`),
    (error: unknown) => (error instanceof Error ? error.message.replace(/\.$/, '') : String(error)),
  )
  if (problem !== undefined)
    err.write(
      `${err.paint('yellow', 'warning')}  expected ${program} to open the page, got: ${problem}. Open ${url} yourself.\n`,
    )
}
