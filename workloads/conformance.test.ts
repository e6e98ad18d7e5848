import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findOtherEffect } from '../harness/check/same-effects.ts'
import { planTally } from '../harness/host/fixtures/plans.ts'
import { runVirtual } from '../harness/host/fixtures/run-virtual.ts'
import { Random } from '../harness/load/random.ts'
import { compileUpdate, compileVersion } from '../harness/prepare.ts'
import { listVersions } from '../harness/program/compile.ts'
import type { UpdateDeclaration, Workload } from './contract.ts'
import { workloads } from './registry.ts'

const all = Object.entries(workloads) as unknown as readonly (readonly [string, Workload])[]
const seed = 7

describe.each(all)('%s', (name, workload) => {
  const { folder, updates } = workload
  const versions = listVersions(folder)
  const parameters = chooseSmall(workload)
  const requests = 300

  test('has a folder of its name with the files that every workload has', () => {
    expect([workload.name, basename(folder), dirname(folder)]).toEqual([name, name, import.meta.dirname])
    const expected = ['index.ts', 'traffic.ts', 'model.ts', 'README.md', `${name}.test.ts`, 'v1']
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(expected))
  })

  test.each(versions)('%s is within the program model', (version) => {
    expect(compileVersion(workload, version).procedures.has('main.ts#main')).toBe(true)
  })

  test('every release is part of an update, and every update is between releases', () => {
    const named = new Set(updates.flatMap(({ from, to }) => [from, to]))
    expect([...named].toSorted()).toEqual(versions.toSorted())
    expect(new Set(updates.map((update) => update.name)).size).toBe(updates.length)
    expect(updates.filter(({ why }) => !why.endsWith('.'))).toEqual([])
  })

  test.each(updates)('$name: the diff finds the kinds that are declared', (update) => {
    expect([...compileUpdate(workload, update).kinds].toSorted()).toEqual([...update.kinds].toSorted())
  })

  test.each(updates)('$name: its support code is there and belongs to it, on the way back too', (update) => {
    for (const file of [update.support, update.backOut]) {
      if (file !== undefined) expect(existsSync(join(folder, file))).toBe(true)
    }
    for (const way of [update, reverse(update)]) expectSupportFor(way)
  })

  /** What is converted or stood in for has changed. */
  function expectSupportFor(way: UpdateDeclaration): void {
    const { support, interfaces, representations, deleted } = compileUpdate(workload, way)
    for (const id of support.interprocedures.keys()) expect(interfaces.has(id) || deleted.has(id)).toBe(true)
    for (const id of support.mappers.keys()) expect([...representations]).toContain(id)
  }

  const alike = updates.filter(({ sameEffects }) => sameEffects === true)
  test.each(alike)('$name: requests have the same effects under both releases, as it says', (update) => {
    for (const each of [1, 2]) expect(findOtherEffect(workload, update, parameters, each)).toBeUndefined()
  })

  test('a request is a function of seed and number alone', () => {
    const ids = Array.from({ length: requests }, (_, index) => index * 7)
    const traffic = workload.traffic(parameters)
    const forwards = ids.map((id) => traffic.request(id, new Random().reseed(seed, id)))
    const again = workload.traffic(parameters)
    const random = new Random()
    const backwards = ids.toReversed().map((id) => again.request(id, random.reseed(seed, id)))
    expect(backwards.toReversed()).toEqual(forwards)
    expect(ids.map((id) => traffic.request(id, random.reseed(seed + 1, id)))).not.toEqual(forwards)
    const probes = Array.from({ length: traffic.probes }, (_, index) => index)
    expect(probes.map((index) => again.probe(index))).toEqual(probes.map((index) => traffic.probe(index)))
  })

  test('a digest is a number of 32 bits, and tells replies apart', () => {
    const traffic = workload.traffic(parameters)
    const model = workload.model(parameters)
    const version = versions.at(-1)!
    const digestOf = new Map<string, number>()
    for (let id = 0; id < traffic.setup + requests; id++) {
      const request = traffic.request(id, new Random().reseed(seed, id))
      const reply = model.reply(request, version)
      const digest = traffic.digest(reply)
      expect(digest === digest >>> 0 || digest === (digest | 0)).toBe(true)
      digestOf.set(JSON.stringify(reply), digest)
      model.apply(request, version)
    }
    expect(digestOf.size).toBeGreaterThan(10)
    expect(new Set(digestOf.values()).size).toBe(digestOf.size)
  })

  test('asking the model for a reply changes nothing', () => {
    const traffic = workload.traffic(parameters)
    const [once, often] = [workload.model(parameters), workload.model(parameters)]
    for (let id = 0; id < traffic.setup + requests; id++) {
      const request = traffic.request(id, new Random().reseed(seed, id))
      for (const version of versions) often.reply(request, version)
      expect(often.reply(request, 'v1')).toEqual(once.reply(request, 'v1'))
      for (const model of [once, often]) model.apply(request, 'v1')
    }
  })

  test('the model is written without a look at the program', () => {
    const files = followImports(join(folder, 'model.ts')).map((file) => relative(folder, file))
    expect(files.filter((file) => /^(?:v\d+|updates)\//.test(file))).toEqual([])
  })

  test('parameters have a range with the default in it, and the number of processes is one of them', () => {
    expect(workload.parameters).toHaveProperty('processes')
    for (const { minimum, maximum, smoke, summary, ...parameter } of Object.values(workload.parameters)) {
      const inOrder = [minimum, smoke ?? parameter.default, parameter.default, maximum]
      expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b))
      expect(summary).not.toBe('')
    }
  })

  const starts = versions.flatMap((version) => [1, 4].map((processes) => ({ version, processes })))
  test.each(starts)(
    'the model agrees with $version, freshly started, $processes processes',
    async ({ version, processes }) => {
      const update = updates.find(({ to }) => to === version) ?? updates.find(({ from }) => from === version)!
      const { record } = await runVirtual(
        planTally('direct', update.name, {
          workload: { name, path: join(folder, 'index.ts') },
          role: update.to === version ? 'fresh' : 'null',
          parameters: { ...parameters, processes },
        }),
      )
      expect(record).toMatchObject({ outcome: 'none', verdict: 'valid', violations: { total: 0 } })
    },
  )
})

/** The workload's parameters for a quick look, and no large ones. */
function chooseSmall({ parameters }: Workload): Record<string, number> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [
      name,
      Math.max(parameter.minimum, Math.min(parameter.smoke ?? parameter.default, 200)),
    ]),
  )
}

function reverse(update: UpdateDeclaration): UpdateDeclaration {
  const { support: _, backOut, ...rest } = update
  return { ...rest, from: update.to, to: update.from, ...(backOut === undefined ? {} : { support: backOut }) }
}

/** A file and all that it imports by a relative path, directly or not; types too. */
function followImports(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return []
  seen.add(file)
  const specifiers = [...readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)].map(([, path = '']) => path)
  for (const specifier of specifiers) followImports(join(dirname(file), specifier), seen)
  return [...seen]
}
