import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeAtomically } from './atomic-file.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-file-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

describe('a file written atomically', () => {
  it('has the text, and leaves nothing else behind', () => {
    writeAtomically(join(folder, 'a.json'), 'one')
    writeAtomically(join(folder, 'a.json'), 'two')
    expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe('two')
    expect(readdirSync(folder)).toEqual(['a.json'])
  })

  it('is replaced, not overwritten: who has it open still reads the old text', () => {
    const path = join(folder, 'a.json')
    writeFileSync(path, 'one')
    const { ino } = statSync(path)
    writeAtomically(path, 'two')
    expect(statSync(path).ino).not.toBe(ino)
  })

  it('is written where a symbolic link leads, and the link stays', () => {
    writeFileSync(join(folder, 'a.json'), 'one')
    symlinkSync('a.json', join(folder, 'link'))
    writeAtomically(join(folder, 'link'), 'two')
    expect(readlinkSync(join(folder, 'link'))).toBe('a.json')
    expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe('two')
  })

  it('does not take the place of a device', () => {
    writeAtomically('/dev/null', 'text')
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
  })

  it('leaves nothing half-written where it cannot be', () => {
    mkdirSync(join(folder, 'a.json'))
    expect(() => writeAtomically(join(folder, 'none/a.json'), 'text')).toThrow('ENOENT')
    expect(readdirSync(folder)).toEqual(['a.json'])
  })
})
