/** How often something is drawn that may be costly. */

/** How much of its time a page may spend on it. */
export interface Pace {
  /** As a share of the whole. */
  readonly share: number
  /** Nor is it drawn again before this long has passed, in milliseconds. Default: 0. */
  readonly everyMillis?: number
  /** Whether it waits until the page has nothing else to do, for so many milliseconds at most. Default: it does not. */
  readonly idleMillis?: number
}

/**
 * Calls `draw` soon, and not again before as many times as long has passed as it took: whatever the number of trials, a page
 * spends at most its share of the time on it. Calls in between come to one. A page that is not seen draws nothing.
 */
export const paced = (draw: () => void, { everyMillis = 0, idleMillis, share }: Pace): (() => void) => {
  let isWaiting = false
  let notBefore = 0
  const run = (): void => {
    isWaiting = false
    const began = performance.now()
    draw()
    const took = performance.now() - began
    notBefore = began + Math.max(took / share, everyMillis)
  }
  const soon = (): void => {
    requestAnimationFrame(() => {
      if (idleMillis === undefined) run()
      else requestIdleCallback(run, { timeout: idleMillis })
    })
  }
  return () => {
    if (isWaiting) return
    isWaiting = true
    const wait = notBefore - performance.now()
    if (wait <= 0) soon()
    else setTimeout(soon, wait)
  }
}
