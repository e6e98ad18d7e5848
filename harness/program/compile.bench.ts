/** What compiling costs against the size of the program: `node harness/program/compile.bench.ts`. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileProgram } from './compile.ts'

for (const modules of [10, 20, 50, 100]) {
  const folder = writeProgram(modules)
  compileProgram(folder)
  const startMs = performance.now()
  const { procedures } = compileProgram(folder)
  const ms = performance.now() - startMs
  console.log(
    `${procedures.size} procedures: ${ms.toFixed(0)} ms, ${((ms * 1000) / procedures.size).toFixed(0)} µs each`,
  )
  rmSync(join(folder, '..'), { recursive: true })
}

function writeProgram(modules: number): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'compile-bench-')), 'v1')
  mkdirSync(folder)
  for (const [name, text] of Object.entries(largeProgram(modules))) writeFileSync(join(folder, name), text)
  return folder
}

/** Modules with forty procedures each. */
function largeProgram(modules: number): Record<string, string> {
  const numbers = Array.from({ length: modules }, (_, number) => number)
  const texts = numbers.map((number) => {
    const procedures = Array.from(
      { length: 40 },
      (_, p) =>
        `export function f${p}(n: number): number { const list = [n, ${p}]; for (const each of list) { if (each > n) return f${(p + 1) % 40}(each - 1) + table.size } return store.add(n) }`,
    )
    return [
      `m${number}.ts`,
      `const table = new Map<number, number>()\nclass Store { n = 0; add(by: number) { this.n += by; return this.n } }\nconst store = new Store()\n${procedures.join('\n')}`,
    ] as const
  })
  const imports = numbers.map((number) => `import { f0 as f${number} } from './m${number}.ts'`)
  const main = `export async function main() { return [${numbers.map((number) => `f${number}(1)`).join(',')}] }`
  return { 'main.ts': [...imports, main].join('\n'), ...Object.fromEntries(texts) }
}
