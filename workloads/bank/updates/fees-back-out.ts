/** The same three on the way back. */
export const groups = [['ledger.ts#debit', 'ledger.ts#credit', 'teller.ts#transfer']]
