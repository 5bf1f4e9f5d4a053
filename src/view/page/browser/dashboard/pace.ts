/** How often something is drawn that may be costly. */

/**
 * Calls `draw` soon, and not again before as many times as long has passed as it took: whatever the number of trials, a page
 * spends at most `share` of its time on it. Calls in between come to one.
 */
export const paced = (draw: () => void, share: number): (() => void) => {
  let isWaiting = false
  let notBefore = 0
  return () => {
    if (isWaiting) return
    isWaiting = true
    const run = () =>
      requestAnimationFrame(() => {
        isWaiting = false
        const began = performance.now()
        draw()
        const took = performance.now() - began
        notBefore = performance.now() + took * (1 / share - 1)
      })
    const wait = notBefore - performance.now()
    if (wait <= 0) run()
    else setTimeout(run, wait)
  }
}
