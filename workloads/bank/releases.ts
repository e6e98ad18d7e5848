const releases: Readonly<Record<string, number>> = { v1: 1, v2: 2, v3: 3, v4: 4, v5: 5, v6: 6, v7: 7, v8: 8 }

export function releaseOf(version: string): number {
  const release = releases[version]
  if (release === undefined)
    throw new Error(`No release ${version}; expected one of ${Object.keys(releases).join(', ')}.`)
  return release
}
