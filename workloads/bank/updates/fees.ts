/**
 * Debit and credit must agree on who pays, and so must what stands in the journal. As the transfer calls one and then
 * the other, and is suspended in between, it belongs to them.
 */
export const groups = [['ledger.ts#debit', 'ledger.ts#credit', 'teller.ts#transfer']]
