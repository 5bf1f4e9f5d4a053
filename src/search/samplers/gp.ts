/** Placeholder until the model is written by its owner. */
import type { Sampler } from "../Sampler.ts"
import { random } from "./random.ts"
export const gp = (): Sampler => ({ ...random(), name: "gp" })
