export { linkage } from '../fabry/link.ts'
