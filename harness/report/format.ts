/** Three significant digits, with thousands separated; whole numbers whole. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : value < 0 ? '−∞' : '?'
  const size = Math.abs(value)
  const digits = size === 0 || size >= 100 ? 0 : Math.min(6, 2 - Math.floor(Math.log10(size)))
  const text = size.toFixed(digits)
  const [whole = '', fraction = ''] = (digits > 0 ? text.replace(/\.?0+$/, '') : text).split('.')
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
  return `${value < 0 && Number(text) !== 0 ? '−' : ''}${grouped}${fraction === '' ? '' : `.${fraction}`}`
}

/** Ratios near 1 are told apart by their third decimal. */
export function formatRatio(value: number): string {
  return value >= 10 || value < 0.01 ? formatNumber(value) : value.toFixed(3)
}

export function formatBytes(value: number): string {
  return `${formatNumber(value / 1024 / 1024)} MB`
}

/** `1 trial`, `2 trials`. */
export function formatCount(n: number, what: string, plural = `${what}s`): string {
  return `${formatNumber(n)} ${n === 1 ? what : plural}`
}

/** `2 min 5 s`; nothing finer than is of use to somebody who waits. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 10) return `${minutes} min${seconds % 60 === 0 ? '' : ` ${seconds % 60} s`}`
  if (minutes < 120) return `${Math.round(seconds / 60)} min`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
