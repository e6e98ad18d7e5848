import { checkClaims } from '../fixtures/conformance.ts'
import { strategy } from './index.ts'

checkClaims(strategy)
