/** What an express transfer costs: half a per cent, half a cent upwards. */
export function commission(cents: number, express: boolean): number {
  return express ? Math.floor((cents + 100) / 200) : 0
}
