/** `any` and `all`: one pair of words for pruners and for stop rules, told apart by their tags. */
import { InvalidDefinition } from "../errors.ts"
import { allPruners, anyPruner } from "./pruners/combine.ts"
import type { Pruner } from "./Pruner.ts"
import { allStop, anyStop } from "./stops/combine.ts"
import type { StopRule } from "./Stop.ts"

type Part = Pruner | StopRule

const combine = <P extends Part>(
  name: string,
  parts: ReadonlyArray<P>,
  pruners: (parts: ReadonlyArray<Pruner>) => Pruner,
  stops: (parts: ReadonlyArray<StopRule>) => StopRule
): P => {
  const example = `Name some: ${name}(asha(), threshold()), or ${name}(target(0.98), plateau({ trials: 30 })).`
  const tags = new Set(parts.map(({ _tag }) => _tag))
  if (tags.size === 0) throw new InvalidDefinition(`${name}() has nothing to combine.`, example)
  if (tags.size > 1)
    throw new InvalidDefinition(`${name} combines pruners or stop rules, but it was given both.`, example)
  return (tags.has("Pruner") ? pruners(parts as ReadonlyArray<never>) : stops(parts as ReadonlyArray<never>)) as P
}

/**
 * Of pruners: ends a trial only when every one would; it pauses when one of them would only pause it, and a paused trial is
 * resumed when the first that knows how to resume says so. Of stop rules: stops the study once all of them do. Throws
 * `InvalidDefinition` for a mixture of both, and for nothing.
 */
export const all = <P extends Part>(...parts: ReadonlyArray<P>): P => combine("all", parts, allPruners, allStop)

/**
 * Of pruners: ends a trial as soon as one would; it is pruned when one of them would prune it, else paused, and a paused
 * trial is resumed when the first that knows how to resume says so. Of stop rules: stops the study as soon as one does.
 * Throws `InvalidDefinition` for a mixture of both, and for nothing.
 */
export const any = <P extends Part>(...parts: ReadonlyArray<P>): P => combine("any", parts, anyPruner, anyStop)
