import vm from 'node:vm'
import type { Unit } from './image.ts'

export type Factory = (environment: unknown) => unknown

/** Compiled units by text: a program that is run many times in one thread is compiled once. */
const compiled = new Map<string, vm.Script>()
const mostCompiled = 20_000

/** Compiles a unit from text, so that it can be collected; its errors name the workload's own file and line. */
export function runUnit(unit: Unit): Factory {
  const key = `${unit.file}:${unit.line}:${unit.text}`
  let script = compiled.get(key)
  if (script === undefined) {
    script = new vm.Script(unit.text, { filename: unit.file, lineOffset: unit.line - 1 })
    if (compiled.size > mostCompiled) compiled.clear()
    compiled.set(key, script)
  }
  return script.runInThisContext() as Factory
}
