/** The process of one trial: its main thread is the controller; the program runs in a thread of its own. */
import { answerParent } from './answer-parent.ts'
import { createTrialWorld } from './create-trial-world.ts'
import { runTrial } from './pipeline.ts'
import type { TrialPlan } from './trial-plan.ts'

answerParent((plan: TrialPlan) => runTrial(plan, () => createTrialWorld(plan)))
