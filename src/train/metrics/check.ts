import { InvalidDefinition } from "../../errors.ts"

/** Refuses what cannot be judged: nothing, rows without a partner, and NaN, which would count as merely wrong. */
export const checkPairs = (what: string, truth: ArrayLike<unknown>, other: ArrayLike<unknown>, perRow = 1): void => {
  if (truth.length === 0) throw new InvalidDefinition(`${what} was given no examples.`, "Judge at least one.")
  if (other.length !== truth.length * perRow) {
    throw new InvalidDefinition(
      `${what} was given ${truth.length} examples and ${other.length} predictions${perRow === 1 ? "" : ` of ${perRow} classes`}.`,
      "Give one prediction per example, in the same order."
    )
  }
  for (const [name, values] of [["truth", truth] as const, ["predictions", other] as const]) {
    for (let row = 0; row < values.length; row++) {
      if (!Number.isNaN(values[row])) continue
      throw new InvalidDefinition(
        `${what} was given NaN in row ${Math.floor(row / (name === "truth" ? 1 : perRow))} of the ${name}.`,
        "A model that predicts NaN has diverged: lower its learning rate, or clip its gradients."
      )
    }
  }
}
