import type { Strategy } from '../contract.ts'
import { strategy as fabry } from '../fabry/index.ts'
import { linkage } from './link.ts'
import { createSite } from './update.ts'

/** Dynamic type replacement that does not wait for the last touch: what is left is converted in the background. */
export const strategy: Strategy = {
  ...fabry,
  name: 'fabry-sweep',
  summary: 'as fabry; objects that nobody touches are converted in the background, in small portions',
  profile: { ...fabry.profile, source: 'Segal & Frieder 1993, Table A; the sweep is our addition' },
  linkage,
  createSite,
}
