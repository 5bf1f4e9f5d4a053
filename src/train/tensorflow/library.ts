import { createRequire } from "node:module"
import { join } from "node:path"
import { registerChainedOps } from "./chained.ts"
import { firstInstalled, missingPackage, needed } from "./packages.ts"
import { Refused } from "./Refused.ts"
import type { BackendName } from "./Backend.ts"
import type { TensorFlow } from "./TensorFlow.ts"

/** TensorFlow.js, with the packages of one backend at hand. */
export interface Library {
  readonly tf: TensorFlow
  /** Loads one of the backend's packages, by its place in `needed`. */
  readonly load: (place: number) => unknown
}

/**
 * Loads TensorFlow.js's core and layers as the backend's own package sees them, so that there is one copy of each also
 * when that package brought its own. Nothing is drawn from `Math.random`.
 *
 * `require` and not `import`: Node reads these CommonJS bundles of several megabytes once instead of twice.
 */
export const loadLibrary = (backend: BackendName): Library => {
  const missing = missingPackage(backend)
  if (missing !== undefined) throw new Refused(missing.reason, missing.fix)
  const found = needed[backend].map((names) => firstInstalled(names)!)
  const requireThere = requireAsSeenBy(found[0]!)
  const requireHere = createRequire(import.meta.url)
  const require = (name: string): unknown => (resolves(requireThere, name) ? requireThere(name) : requireHere(name))

  return withoutDrawing(() => {
    const core = require("@tensorflow/tfjs-core") as TensorFlow
    // The layers also register the gradients of all operations.
    const layers = require("@tensorflow/tfjs-layers") as TensorFlow
    core.env().set("PROD", true)
    registerChainedOps(core)
    return {
      tf: { ...core, ...layers },
      load: (place) => withoutDrawing(() => requireHere(found[place]!))
    }
  })
}

/** `require` from inside a package; from inside TensorFlow.js's union package where the package is built on that. */
const requireAsSeenBy = (folder: string): NodeJS.Require => {
  const require = createRequire(join(folder, "package.json"))
  const union = "@tensorflow/tfjs/package.json"
  const built = folder.includes("tfjs-node") && resolves(require, union)
  return built ? createRequire(require.resolve(union)) : require
}

const resolves = (require: NodeJS.Require, name: string): boolean => {
  try {
    require.resolve(name)
    return true
  } catch {
    return false
  }
}

/**
 * Runs something synchronous that must leave a seeded `Math.random` where it is. Each copy of the package seedrandom,
 * of which TensorFlow.js contains several, draws one number while it loads.
 */
const withoutDrawing = <A>(run: () => A): A => {
  const { random } = Math
  Math.random = () => 0.5
  try {
    return run()
  } finally {
    Math.random = random
  }
}
