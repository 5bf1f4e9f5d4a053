/** Which rate each variable has at each update. */
import { InvalidDefinition } from "../../../errors.ts"
import { scheduleOf } from "../../fitting/schedules.ts"
import type { Part } from "./models.ts"
import type { Settings } from "./options.ts"

/** What one epoch trains: indices of parts with the factors of their rates, and the schedule's factor at each update. */
export interface EpochPlan {
  readonly parts: ReadonlyArray<number>
  readonly rates: ReadonlyMap<number, number>
  readonly factor: (update: number) => number
  /** The same for all epochs of one stage. */
  readonly begin: (() => void | Promise<void>) | undefined
}

const ratesOf = (parts: ReadonlyArray<Part>, rates: (variable: string) => number): ReadonlyMap<number, number> => {
  const found = new Map<number, number>()
  for (const [index, { name, trainable }] of parts.entries()) {
    if (!trainable) continue
    const rate = rates(name)
    if (!Number.isFinite(rate) || rate < 0) {
      throw new InvalidDefinition(
        `rates gives ${rate} for the variable ${name}.`,
        "Give the factor of its learning rate: 0 to freeze it, 1 for the full rate."
      )
    }
    if (rate > 0) found.set(index, rate)
  }
  if (found.size === 0) {
    throw new InvalidDefinition(
      "Every variable of the model is frozen.",
      `Let rates be above 0 for some of: ${parts.map(({ name }) => name).join(", ")}.`
    )
  }
  return found
}

/** The plan of every epoch, in order. */
export const planOf = (
  { rates, schedule, stages }: Pick<Settings, "rates" | "schedule" | "stages">,
  parts: ReadonlyArray<Part>,
  updatesPerEpoch: number
): ReadonlyArray<EpochPlan> =>
  stages.flatMap((stage) => {
    const ofStage = ratesOf(parts, stage.rates ?? rates)
    const { factor } = scheduleOf(stage.schedule ?? schedule)
    const whole = stage.learningRate ?? 1
    const begin = stage.begin && (() => stage.begin!())
    return Array.from({ length: stage.epochs }, (_, epoch) => ({
      parts: [...ofStage.keys()],
      rates: ofStage,
      begin,
      factor: (update: number) => whole * factor(epoch * updatesPerEpoch + update, stage.epochs * updatesPerEpoch)
    }))
  })
