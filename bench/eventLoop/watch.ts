/** Watches the event loop of the thread that calls it, and tells what it did itself from what the machine did to it. */
import { readFileSync } from "node:fs"

/** Between two looks, a millisecond apart. */
const period = 1

/** What was seen. All in milliseconds, but for counts. */
export interface Pauses {
  /** The longest time between two looks, beyond their period. */
  readonly longest: number
  /**
   * The longest that callbacks kept the loop between two looks, without the time that the thread was ready to run and the
   * machine gave it no core: what is up to us. Waiting inside of calls is in it, waiting to be woken up is not.
   */
  readonly longestOfOurs: number
  /** The most that the thread computed between two looks: a part of the former. */
  readonly longestComputed: number
  /** How often callbacks kept the loop for more than 20. */
  readonly above20: number
}

/** Milliseconds that the main thread was ready to run without a core, since it began; 0 where the machine does not say. */
const waitedForCore = (): number => {
  try {
    return Number(readFileSync("/proc/self/schedstat", "utf8").split(" ")[1]) / 1e6
  } catch {
    return 0
  }
}

const computed = (): number => {
  const { system, user } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** Begins to watch the main thread's event loop; what it returns ends that. */
export const watch = (): (() => Pauses) => {
  const now = () => ({
    wall: performance.now(),
    active: performance.eventLoopUtilization().active,
    waited: waitedForCore(),
    computed: computed()
  })
  let last = now()
  let longest = 0
  let longestOfOurs = 0
  let longestComputed = 0
  let above20 = 0
  const timer = setInterval(() => {
    const next = now()
    const ours = next.active - last.active - (next.waited - last.waited)
    longest = Math.max(longest, next.wall - last.wall - period)
    longestOfOurs = Math.max(longestOfOurs, ours)
    longestComputed = Math.max(longestComputed, next.computed - last.computed)
    if (ours > 20) above20++
    last = next
  }, period)
  return () => {
    clearInterval(timer)
    return { longest, longestOfOurs, longestComputed, above20 }
  }
}
