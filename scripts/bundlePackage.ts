/**
 * Puts the package's JavaScript together, with what it uses of Effect: a command that loads six files starts in a third of the
 * time that three hundred take. Each module of ours and of Effect is in one file only, so that it exists once in a process.
 */
import { createRequire } from "node:module"
import { copyFileSync, mkdirSync, readFileSync } from "node:fs"
import { dirname, isAbsolute, join, posix, relative, sep } from "node:path"
import { fileURLToPath } from "node:url"
import { rolldown, type ChunkingContext, type Plugin } from "rolldown"

const root = fileURLToPath(new URL("..", import.meta.url))
const source = join(root, "src")

/** What others import. */
const publicEntries = ["index", "train/index", "train/tensorflow"]

/** Where processes and threads begin. They are files of their own: whoever loaded one would begin, too. */
const beginnings = ["cli/main", "schedule/suggestions/main", "train/process/main", "train/tensorflow/probeMain"]
const entries = [...publicEntries, ...beginnings]

/** Ways in that must be short. Modules that the same ones of them need are one file. */
const shortWays: Readonly<Record<string, ReadonlyArray<string>>> = {
  sweep: ["cli/main"],
  look: ["cli/best", "cli/leaderboard", "cli/list", "cli/show"],
  run: ["cli/run"],
  loop: ["schedule/openStudy"],
  import: publicEntries,
  suggest: ["schedule/suggestions/main"],
  trial: ["train/process/main"],
  probe: ["train/tensorflow/probeMain"]
}

/** What is put into the package beside our own modules, the bundler's helpers among it. */
const bundled = /^(effect|@effect\/platform-node(-shared)?|@oxc-project\/runtime)\//

/** Effects that a study's train function makes are run by the Effect that made them: it is the user's, and in memory already. */
const runsOthersEffects = join(source, "train", "execute.ts")

const fileOf = (module: string): string => join(source, `${module}.ts`)

const isEntry = new Set(entries.map(fileOf))

const isBundled = (id: string, importer: string | undefined): boolean =>
  id.startsWith(".") || isAbsolute(id) || (bundled.test(id) && importer !== runsOthersEffects)

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly dependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
}
const known = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })

/** Whether a module stays outside, to be found when it is needed. One that would not be installed is a mistake. */
const isExternal = (id: string, importer: string | undefined): boolean => {
  if (isBundled(id, importer)) return false
  if (id.startsWith("node:") || known.some((name) => id === name || id.startsWith(`${name}/`))) return true
  throw new Error(`${importer} imports ${id}, which nobody who installs the package will have.`)
}

/** Modules go on asking where they are as if each were a file: what lies beside them is found as in src. */
const ownPlaces: Plugin = {
  name: "own-places",
  transform: (code, id) => {
    if (!id.startsWith(source) || !code.includes("import.meta.url")) return null
    const place = relative(source, id).replaceAll(sep, "/").replace(/ts$/, "js")
    return { code: code.replaceAll("import.meta.url", `ownPlace("${place}")`) }
  },
  renderChunk: (code, { fileName }) =>
    code.replaceAll(/\bownPlace\("([^"]+)"\)/g, (_, place: string) => {
      const way = posix.relative(posix.dirname(fileName), place)
      return `new URL("${way.startsWith(".") ? way : `./${way}`}", import.meta.url).href`
    })
}

/** The modules that some need before they can begin, themselves among them. */
const neededBy = (modules: ReadonlyArray<string>, context: ChunkingContext): ReadonlySet<string> => {
  const found = new Set(modules.map(fileOf))
  for (const module of found) for (const next of context.getModuleInfo(module)?.importedIds ?? []) found.add(next)
  return found
}

/** Names the file that a module goes into after the short ways that need it. */
const nameByWays = () => {
  let needed: ReadonlyArray<readonly [way: string, modules: ReadonlySet<string>]> | undefined
  return (id: string, context: ChunkingContext): string | null => {
    if (isEntry.has(id)) return null
    needed ??= Object.entries(shortWays).map(([way, modules]) => [way, neededBy(modules, context)])
    const ways = needed.flatMap(([way, modules]) => (modules.has(id) ? [way] : []))
    return ways.length === 0 ? null : [id.startsWith(source) ? "ours" : "effect", ...ways].join("-")
  }
}

const copyLicence = (name: string, folder: string): void => {
  const from = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
  mkdirSync(join(folder, "licences"), { recursive: true })
  copyFileSync(join(from, "LICENSE"), join(folder, "licences", `${name.replace("/", "-")}.txt`))
}

/** Writes the JavaScript of the package into a folder. */
export const bundlePackage = async (folder: string): Promise<void> => {
  const bundle = await rolldown({
    input: Object.fromEntries(entries.map((entry) => [entry, fileOf(entry)])),
    platform: "node",
    tsconfig: false,
    transform: { target: "node22.19" },
    external: isExternal,
    plugins: [ownPlaces],
    preserveEntrySignatures: "allow-extension",
    // Loading later what another way loads at once is meant: the ways differ.
    checks: { ineffectiveDynamicImport: false }
  })
  const { output } = await bundle.write({
    dir: folder,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "parts/[name]-[hash].js",
    comments: { legal: true, annotation: false, jsdoc: false },
    // The files of short ways lead only to files of more of them: no circle can come of it.
    codeSplitting: { groups: [{ name: nameByWays(), debugName: "short ways", includeDependenciesRecursively: false }] }
  })
  await bundle.close()
  const loaded = new Set(output.flatMap((file) => (file.type === "chunk" ? file.imports : [])))
  const shared = beginnings.find((beginning) => loaded.has(`${beginning}.js`))
  if (shared !== undefined) throw new Error(`${shared} holds what others need: give it a short way of its own.`)
  for (const name of ["effect", "@effect/platform-node"]) copyLicence(name, folder)
}
