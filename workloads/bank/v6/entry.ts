/** What the journal says that the ledger did. */
export type Entry =
  | {
      readonly kind: 'open'
      readonly account: number
      readonly branch: number
      readonly cents: number
      readonly currency: string
    }
  | {
      readonly kind: 'transfer'
      readonly from: number
      readonly to: number
      /** What the payer gave, and what the receiver got; the rest is the bank's. */
      readonly debited: number
      readonly credited: number
    }
  | {
      readonly kind: 'interest'
      readonly account: number
      readonly paid: number
      /** Of a cent, in millionths, left over for the next day. */
      readonly fraction: number
    }
