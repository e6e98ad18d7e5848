/** The process of a soak, as that of a trial. */
import { answerParent } from '../answer-parent.ts'
import { createTrialWorld } from '../create-trial-world.ts'
import { runSoak } from './run-soak.ts'
import type { SoakPlan } from './soak-plan.ts'

answerParent((plan: SoakPlan, tell) => runSoak(plan, () => createTrialWorld(plan.trial), tell))
