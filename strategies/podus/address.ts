/** What an address refers to (Segal & Frieder 1993, Figure 3). */
type AddressType = 'normal' | 'interprocedure' | 'mapper'

/**
 * An address of PODUS's sparse address space: machine, version, type, procedure and displacement. Its text is
 * `machine:version:type:procedure+displacement`, for example `main:v1:normal:forward.ts#forward+0`.
 */
export interface Address {
  readonly machine: string
  readonly version: string
  readonly type: AddressType
  readonly procedure: string
  /** Offset into the procedure's code; 0 is its entry. */
  readonly displacement: number
}

export function formatAddress({ machine, version, type, procedure, displacement }: Address): string {
  return `${machine}:${version}:${type}:${procedure}+${displacement}`
}

/** @throws SyntaxError for a text that is no address */
export function parseAddress(text: string): Address {
  const match = /^([^:]+):([^:]+):(normal|interprocedure|mapper):(.+)\+(\d+)$/.exec(text)
  if (match === null) throw new SyntaxError(`expected machine:version:type:procedure+displacement, got \`${text}\``)
  const [, machine = '', version = '', type = '', procedure = '', displacement = ''] = match
  return { machine, version, type: type as AddressType, procedure, displacement: Number(displacement) }
}
