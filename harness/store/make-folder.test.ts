import { existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from './make-folder.ts'

test('makes a folder with all that it is in, and leaves one that is there', () => {
  const root = mkdtempSync(join(tmpdir(), 'make-folder-'))
  makeFolder(join(root, 'a/b/c'))
  makeFolder(join(root, 'a/b/c'))
  expect(statSync(join(root, 'a/b/c')).isDirectory()).toBe(true)
})

test('a file in the way is an error that names it', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'make-folder-')), 'file')
  writeFileSync(file, '')
  expect(() => makeFolder(join(file, 'below'))).toThrow(`${file}: expected a folder, got a file`)
})

test.runIf(existsSync('/proc/self'))('a system that makes no folder there gets an error, not an endless loop', () => {
  expect(() => makeFolder('/proc/no-such/folder')).toThrow('expected a folder that can be made')
})
