/** What the pruners' settings must be, in the words of their refusals. */
import { InvalidDefinition } from "../../errors.ts"

/** Throws `InvalidDefinition` where a setting is not as it must be: "asha: minStep must be at least 1, but it is 0." */
export const must = (holds: boolean, setting: string, be: string, value: unknown, hint: string): void => {
  if (!holds) throw new InvalidDefinition(`${setting} must be ${be}, but it is ${String(value)}.`, hint)
}
