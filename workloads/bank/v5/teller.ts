import type { Disk } from '../../contract.ts'
import type { InterestPaid, Open, Opened, Reply, Request, Transferred } from '../protocol.ts'
import { edition, recordInterest, recordOpening, recordTransfer } from './journal.ts'
import { accrue, audit, credit, debit, openAccount, readBalance } from './ledger.ts'

export async function serve(request: Request, disk: Disk): Promise<Reply> {
  switch (request.kind) {
    case 'open':
      return open(request, disk)
    case 'transfer':
      return transfer(request.from, request.to, request.cents, request.express, request.memo, disk)
    case 'balance':
      return { kind: 'balance', ...(await readBalance(request.account)) }
    case 'interest':
      return payInterest(request.account, disk)
    case 'audit':
      return { kind: 'audited', ...(await audit(request.branch)) }
  }
}

async function open({ account, branch, cents, currency }: Open, disk: Disk): Promise<Opened> {
  const balance = await openAccount({ account, branch, cents, currency })
  await recordOpening(disk, account, branch, balance)
  return { kind: 'opened', ...balance }
}

/** Takes the money from one account and, once that is in the journal, gives it to the other. The fee comes off what arrives. */
export async function transfer(
  from: number,
  to: number,
  cents: number,
  express: boolean,
  memo: string,
  disk: Disk,
): Promise<Transferred> {
  const { refused, transit, fee, balance } = await debit(from, to, cents, express)
  const reply = { kind: 'transferred', refused, fee, from: balance.cents, memo } as const
  if (refused !== '') return { ...reply, to: 0, currency: balance.currency, edition: 0 }
  await recordTransfer(disk, from, to, cents, cents - fee, memo)
  const credited = await credit(transit)
  return { ...reply, to: credited.cents, currency: credited.currency, edition }
}

async function payInterest(account: number, disk: Disk): Promise<InterestPaid> {
  const { transit, paid, fraction } = await accrue(account)
  if (transit === 0) return { kind: 'interest', paid: 0, cents: -1, currency: '' }
  await recordInterest(disk, account, paid, fraction)
  return { kind: 'interest', paid, ...(await credit(transit)) }
}
