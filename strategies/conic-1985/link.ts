export { linkage } from '../conic/link.ts'
