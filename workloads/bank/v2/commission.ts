/** What an express transfer costs: half a per cent, half a cent to the even one, as bankers round. */
export function commission(cents: number, express: boolean): number {
  if (!express) return 0
  const down = Math.floor(cents / 200)
  const rest = cents % 200
  if (rest === 100) return down + (down % 2)
  return rest < 100 ? down : down + 1
}
