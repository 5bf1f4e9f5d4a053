/** What is said in the place of importances; apart from their table, which a page does not need. */
import { fewestTrials } from "../search/importance/importance.ts"
import { formatCount } from "./format.ts"

/** What to say where there is nothing to rely on. */
export const notEnoughData = (trials: number): string =>
  `Not enough data: ${formatCount(trials, "complete trial")}; it takes ${fewestTrials}, and more in a space of many params.`
