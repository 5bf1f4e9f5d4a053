/** The arrows between the folders of src, as data, and a check of them. */
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, posix } from "node:path"

/** A source file: its path below src, with slashes, and its text. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** What each layer may import from, itself apart. Nothing turns back. */
const arrows: Readonly<Record<string, ReadonlyArray<string>>> = {
  errors: [],
  "search/math": [],
  search: ["errors", "search/math"],
  store: ["errors", "search"],
  train: ["errors", "search", "search/math"],
  schedule: ["errors", "search", "search/math", "store", "train"],
  view: ["errors", "search", "store", "schedule"],
  cli: ["errors", "search", "store", "train", "schedule", "view", "index"],
  index: ["errors", "search"]
}

/** Imports that break an arrow for a reason. */
const exceptions: ReadonlyArray<{ readonly from: string; readonly to: string; readonly because: string }> = [
  {
    from: "train/process/main.ts",
    to: "index.ts",
    because: "a trial's process hands the public entry to the study file that it loads"
  },
  {
    from: "schedule/suggestions/main.ts",
    to: "index.ts",
    because: "the suggestion thread hands the public entry to the study file that it loads"
  },
  {
    from: "index.ts",
    to: "train/command.ts",
    because: "the public entry offers command, which takes the place of a train function"
  },
  {
    from: "index.ts",
    to: "schedule/openStudy.ts",
    because: "the public entry offers openStudy, loaded by its first call"
  }
]

/** Outside things that only one place may know. */
const adapters: ReadonlyArray<readonly [module: RegExp, place: RegExp]> = [
  [/^better-sqlite3$/, /^store\/sqlite\.ts$/],
  [/^@tensorflow\//, /^train\/tensorflow/],
  [/^webgpu$/, /^train\/tensorflow\/webgpu\.ts$/],
  [/^cli-table3$/, /^view\/table\.ts$/],
  [/^echarts$/, /^view\/plots\//],
  [/^@resvg\/resvg-js$/, /^view\/plots\/png\.ts$/],
  [/^marked$/, /^view\/page\/markdown\.ts$/],
  [/^jsep$/, /^view\/where\/Condition\.ts$/],
  [/^log-update$/, /^view\/live\/liveView\.ts$/],
  [/^jiti$/, /^train\/studyFile\.ts$/],
  [/^effect\/cli\//, /^cli\/(main|flags|inspecting|concluding|watching|keeping)\.ts$/],
  [/^@effect\/platform-node\//, /^cli\/main\.ts$/]
]

/** Where a search must not reach: it is pure. */
const impure = /^(node:|effect(\/|$))/

interface Import {
  readonly from: string
  readonly isType: boolean
}

const importsOf = (text: string): ReadonlyArray<Import> => {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/^\s*\/\/.*$/gm, "")
  const found: Array<Import> = []
  for (const match of code.matchAll(/^\s*(?:import|export)\s+(type\s)?(?:[^"'()=]*?\sfrom\s+)?["']([^"']+)["']/gm)) {
    found.push({ from: match[2]!, isType: match[1] !== undefined })
  }
  for (const match of code.matchAll(/(typeof\s+)?\bimport\(\s*["']([^"']+)["']\s*\)/g)) {
    found.push({ from: match[2]!, isType: match[1] !== undefined })
  }
  return found
}

const layerOf = (path: string): string => {
  if (path.startsWith("search/math/")) return "search/math"
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : path.replace(/\.ts$/, "")
}

const isAllowed = (from: string, to: string): boolean => {
  const [own, other] = [layerOf(from), layerOf(to)]
  if (own === other || arrows[own]?.includes(other) === true) return true
  return exceptions.some((exception) => exception.from === from && exception.to === to)
}

const problemWith = (path: string, { from, isType }: Import): string | undefined => {
  if (from.startsWith(".")) {
    const to = posix.normalize(posix.join(posix.dirname(path), from))
    return isAllowed(path, to)
      ? undefined
      : `${path} imports ${to}: there is no arrow from ${layerOf(path)} to ${layerOf(to)}`
  }
  const isSearch = layerOf(path).startsWith("search")
  if (isSearch && !isType && impure.test(from)) return `${path} imports ${from}: search is pure`
  const adapter = adapters.find(([module]) => module.test(from))
  return adapter === undefined || adapter[1].test(path) || isType
    ? undefined
    : `${path} imports ${from}: only ${adapter[1].source} may`
}

/** Global names that only some places may touch. */
const globals: ReadonlyArray<readonly [use: RegExp, place: RegExp]> = [
  [
    /\bprocess\.(argv|stdin|stdout|stderr|exitCode)\b/,
    /^(cli\/|train\/process\/main\.ts$|train\/tensorflow\/probeMain\.ts$)/
  ],
  [/\bprocess\.env\b/, /^(cli\/|train\/tensorflow\/|train\/runCommand\.ts$|schedule\/openStudy\.ts$)/],
  [/\bDate\.now\(|\bnew Date\(\)/, /^(cli\/terminal|view\/page\/browser\/dashboard\/clock)\.ts$/],
  [/\bMath\.random\b/, /^train\/(seedMathRandom|tensorflow\/library)\.ts$/],
  [/\bconsole\./, /^cli\/main\.ts$/]
]

const withoutComments = (text: string): string =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll(/\/\/.*$/gm, "")
    .replaceAll(/`[^`]*`|"[^"\n]*"/g, '""')

const globalProblems = ({ path, text }: SourceFile): ReadonlyArray<string> => {
  const code = withoutComments(text)
  return globals.flatMap(([use, place]) =>
    use.test(code) && !place.test(path) ? [`${path} uses ${use.exec(code)![0]}: only ${place.source} may`] : []
  )
}

const mostLines = 400

/** Everything in these files that breaks the house's rules, in words. */
export const violations = (files: ReadonlyArray<SourceFile>): ReadonlyArray<string> =>
  files.flatMap((file) => {
    const lines = file.text.split("\n").length
    return [
      ...importsOf(file.text).flatMap((found) => problemWith(file.path, found) ?? []),
      ...globalProblems(file),
      ...(lines > mostLines ? [`${file.path} has ${lines} lines: ${mostLines} are the most`] : [])
    ]
  })

/** The TypeScript files below a folder, by their path in it. */
export const sourceFiles = (folder: string): ReadonlyArray<SourceFile> =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => ({ path: path.replaceAll("\\", "/"), text: readFileSync(join(folder, path), "utf8") }))

/** The folder src of this repository. */
export const sourceFolder = join(dirname(import.meta.dirname), "..", "src")
