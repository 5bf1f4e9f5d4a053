/** Pruners made of pruners. */
import { goOn, type NextRequest, type Pruner, type Resumption, type Verdict } from "../Pruner.ts"
import { must } from "./check.ts"

const described = ({ name, settings }: Pruner) => ({ name, settings })

/** What the verdicts that end the trial say together: it is pruned where one of `hardest` is, else paused. */
const ended = (verdicts: ReadonlyArray<Verdict>, hardest: "Prune" | "Pause"): Verdict => {
  const ends = verdicts.filter((verdict) => verdict._tag !== "Continue")
  const decisive = ends.find(({ _tag }) => _tag === hardest) ?? ends[0]
  return decisive === undefined ? goOn : { ...decisive, reason: ends.map(({ reason }) => reason).join("; and ") }
}

const combined = (
  name: string,
  pruners: ReadonlyArray<Pruner>,
  together: (verdicts: ReadonlyArray<Verdict>) => Verdict
): Pruner => {
  const next = (request: NextRequest): Resumption | undefined => {
    for (const pruner of pruners) {
      const found = pruner.next?.(request)
      if (found !== undefined) return found
    }
    return undefined
  }
  return {
    _tag: "Pruner",
    name,
    settings: { of: pruners.map(described) },
    judge: (request) => together(pruners.map((pruner) => pruner.judge(request))),
    judgeFold: (request) => together(pruners.map((pruner) => pruner.judgeFold?.(request) ?? goOn)),
    next
  }
}

/**
 * Ends a trial only when every pruner would; it pauses when one of them would only pause it. A paused trial is resumed
 * when the first pruner that knows how to resume says so.
 */
export const allPruners = (pruners: ReadonlyArray<Pruner>): Pruner =>
  combined("all", pruners, (verdicts) =>
    verdicts.every(({ _tag }) => _tag !== "Continue") ? ended(verdicts, "Pause") : goOn
  )

/**
 * Ends a trial as soon as one of the pruners would; it is pruned when one of them would prune it, else paused. A paused
 * trial is resumed when the first pruner that knows how to resume says so.
 */
export const anyPruner = (pruners: ReadonlyArray<Pruner>): Pruner =>
  combined("any", pruners, (verdicts) => ended(verdicts, "Prune"))

/**
 * Leaves the steps up to `warmUp` to the trial: the pruner judges the later ones only. Rungs that were reached before are
 * not judged any more; an asha whose first rung is to lie behind a warm-up is written asha({ minStep }).
 */
export const after = (warmUp: number, pruner: Pruner): Pruner => {
  must(
    warmUp >= 1,
    "after: the warm-up",
    "at least one step",
    warmUp,
    "Write after(3, median()) to judge from step 4 on."
  )
  const { judgeFold, next } = pruner
  return {
    _tag: "Pruner",
    name: "after",
    settings: { warmUp, of: [described(pruner)] },
    judge: (request) => (request.report.step <= warmUp ? goOn : pruner.judge(request)),
    ...(judgeFold === undefined
      ? {}
      : { judgeFold: (request) => (request.report.step <= warmUp ? goOn : judgeFold(request)) }),
    ...(next === undefined ? {} : { next })
  }
}
