/** The language of programs: what they are told, and what their lines say. */
import type { Params } from "../search/SearchSpace.ts"
import type { CommandTrial } from "./command.ts"

/** What a line of a program's output is. */
export type CommandLine =
  | {
      readonly _tag: "report"
      readonly step: number
      readonly fold?: number
      readonly metrics: Readonly<Record<string, unknown>>
    }
  | { readonly _tag: "result"; readonly metrics: Readonly<Record<string, unknown>> }
  | { readonly _tag: "text" }

const wild = new Map<unknown, number>([
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity]
])

const asNumber = (value: unknown): unknown => wild.get(value) ?? value

/** JSON as Python and JavaScript write it, whose NaN and infinities JSON does not know. */
const parse = (line: string): unknown => {
  for (const text of [line, line.replaceAll(/([:[,]\s*)(NaN|-?Infinity)(?=\s*[,}\]])/g, '$1"$2"')]) {
    try {
      return JSON.parse(text)
    } catch {
      // It may be so only with words that JSON lacks, or be no JSON at all.
    }
  }
  return undefined
}

/** Understands one line. What is no JSON object is text. */
export const understand = (line: string): CommandLine => {
  const text = line.trim()
  const value = text.startsWith("{") && text.endsWith("}") ? parse(text) : undefined
  if (typeof value !== "object" || value === null) return { _tag: "text" }
  const { fold, step, ...named } = value as Readonly<Record<string, unknown>>
  const metrics = Object.fromEntries(Object.entries(named).map(([name, entry]) => [name, asNumber(entry)]))
  if (step === undefined) return { _tag: "result", metrics }
  return { _tag: "report", step: step as number, metrics, ...(fold === undefined ? {} : { fold: fold as number }) }
}

const flat = (params: Params, above = ""): ReadonlyArray<readonly [string, string]> =>
  Object.entries(params).flatMap(([name, value]) =>
    typeof value === "object"
      ? [[above + name, value.type] as const, ...flat(value, `${above}${name}.`)]
      : [[above + name, String(value)] as const]
  )

/** What stands in the place of a name in braces. */
const valuesOf = ({ attempt, params, seed, trial }: CommandTrial): ReadonlyMap<string, string> =>
  new Map([
    ...flat(params),
    ["params", JSON.stringify(params)],
    ["seed", String(seed)],
    ["trial", String(trial)],
    ["attempt", String(attempt)]
  ])

/** Arguments with values in the place of names. One with a name that has no value in this trial is left out. */
export const argumentsFor = (args: ReadonlyArray<string>, trial: CommandTrial): ReadonlyArray<string> => {
  const values = valuesOf(trial)
  return args.flatMap((argument) => {
    let isWhole = true
    const filled = argument.replaceAll(/\{([\p{L}_$][\p{L}\p{N}_$.]*)\}/gu, (_, name: string) => {
      const value = values.get(name)
      isWhole &&= value !== undefined
      return value ?? ""
    })
    return isWhole ? [filled] : []
  })
}

/** The variables that tell a program its trial. */
export const variablesFor = (trial: CommandTrial): Readonly<Record<string, string>> => ({
  HYPERSWEEP_PARAMS: JSON.stringify(trial.params),
  HYPERSWEEP_SEED: String(trial.seed),
  HYPERSWEEP_TRIAL: String(trial.trial),
  HYPERSWEEP_ATTEMPT: String(trial.attempt)
})
