/** How a run ended, in words. */
import type { StudyEnded } from "../schedule/events.ts"

const ending = (event: StudyEnded, finished: string): string => {
  switch (event.reason._tag) {
    case "budget":
      return `complete (${finished})`
    case "time":
      return `time budget used up (${finished})`
    case "exhausted":
      return `search space exhausted (${finished}): ${event.reason.message}`
    case "failures":
      return `stopped by failures (${finished}): ${event.reason.message}`
    case "rule":
      return `stopped by ${event.reason.rule} (${finished}): ${event.reason.message}`
    case "interrupted":
      return `interrupted (${finished})`
  }
}

/**
 * `complete (60 of 60)`, or how else the run ended; pruned and failed trials are counted behind it.
 * After "interrupted" the caller adds the line that resumes, and after others the leaderboard.
 */
export const endSummary = (event: StudyEnded): string => {
  const finished = event.complete + event.pruned + event.failed
  const others = [
    ...(event.pruned > 0 ? [`${event.pruned} pruned`] : []),
    ...(event.failed > 0 ? [`${event.failed} failed`] : []),
    ...((event.paused ?? 0) > 0 ? [`${event.paused} paused`] : [])
  ]
  return [ending(event, `${finished} of ${event.trials}`), ...others].join(", ")
}
