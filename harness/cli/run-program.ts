import { execFile } from 'node:child_process'
import type { RunProgram } from './context.ts'

/** @throws Error where the program cannot be started; that it fails is told by its code */
export const runProgram: RunProgram = async (file, args, cwd) =>
  new Promise((resolve, reject) => {
    execFile(file, args, { cwd, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) resolve({ code: 0, stdout, stderr })
      else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr })
      else reject(new Error(`expected ${file} to run, got: ${error.message}`, { cause: error }))
    })
  })
