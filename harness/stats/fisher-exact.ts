/**
 * P-value of Fisher's exact test that something comes no more often in the second of two groups than in the first, against
 * that it does: how often would chance, dealing out the same events, give the second group as many?
 */
export function testMoreOften(
  first: { readonly events: number; readonly of: number },
  second: { readonly events: number; readonly of: number },
): number {
  const [all, events] = [first.of + second.of, first.events + second.events]
  const most = Math.min(events, second.of)
  let p = 0
  for (let count = second.events; count <= most; count++)
    p += Math.exp(logChoose(events, count) + logChoose(all - events, second.of - count) - logChoose(all, second.of))
  return Math.min(1, p)
}

function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return -Infinity
  let log = 0
  for (let index = 1; index <= k; index++) log += Math.log((n - k + index) / index)
  return log
}
