import { TensorFlowOutsideTrial } from "../../errors.ts"
import { current } from "./shared.ts"
import type { TensorFlow } from "./TensorFlow.ts"

/** Stands for a TensorFlow.js that is started later, and is that one from then on. */
export const forward = (): TensorFlow =>
  new Proxy({} as TensorFlow, {
    get: (_, property) => Reflect.get(started(property), property),
    has: (_, property) => Reflect.has(started(property), property),
    ownKeys: () => Reflect.ownKeys(started("*")),
    getOwnPropertyDescriptor: (_, property) => Reflect.getOwnPropertyDescriptor(started(property), property),
    set: () => false,
    defineProperty: () => false
  })

/** TensorFlow.js as it runs in this trial, for what of ours needs it. Throws `TensorFlowOutsideTrial`, naming `what`. */
export const running = (what: string): TensorFlow => {
  const found = current()
  if (found === undefined) throw new TensorFlowOutsideTrial(what)
  return found.tf
}

/** Symbols are asked for by tools that look at a value, such as a debugger: they see an empty object, not a failure. */
const started = (property: string | symbol): object => {
  if (typeof property === "symbol") return current()?.tf ?? {}
  return running(`tf.${property}`)
}
