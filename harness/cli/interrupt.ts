/** Lets a long command stop at the first Ctrl-C with all it has stored; a second one ends it at once. */
export function listenForInterrupt(): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController()
  const interrupt = (): void => {
    stop()
    controller.abort()
  }
  const stop = (): void => {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  return { signal: controller.signal, stop }
}
