/** What `main` is given, for the strategies that call it themselves: they see no other part of the workloads' contract. */
export type { Line, Outside, Received } from '../../workloads/contract.ts'
