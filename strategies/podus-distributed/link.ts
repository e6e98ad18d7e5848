export { linkage } from '../podus/link.ts'
