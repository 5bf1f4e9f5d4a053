/** Distributions in words. */
import type { Distribution } from "../SearchSpace.ts"

/** A distribution as a study file writes it, its default left out. */
export const describeDistribution = (distribution: Distribution): string => {
  switch (distribution._tag) {
    case "float":
    case "int": {
      const { _tag, high, log, low, step } = distribution
      const settings = [
        ...(log ? ["log: true"] : []),
        ...(step === undefined || (_tag === "int" && step === 1) ? [] : [`step: ${step}`])
      ]
      return `${_tag}(${low}, ${high}${settings.length === 0 ? "" : `, { ${settings.join(", ")} }`})`
    }
    case "choice":
    case "ordinal":
      return `${distribution._tag}(${distribution.values.map((value) => JSON.stringify(value)).join(", ")})`
    case "bool":
      return "bool()"
    case "constant":
      return `constant(${JSON.stringify(distribution.value)})`
    case "branch":
      return `choice({ ${Object.keys(distribution.branches).join(", ")} })`
  }
}
