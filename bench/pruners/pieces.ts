/**
 * Pieces of a measurement that takes long. `BENCH_KEEP` names a folder in which they are kept, so that the same command
 * again goes on where it was cut off; a folder is good for one state of the rules.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** What `play` gives, or gave before under this name. It must survive JSON. */
export const piece = <A>(name: string, play: () => A): A => {
  const folder = process.env["BENCH_KEEP"]
  if (folder === undefined) return play()
  const file = join(folder, `${name.replaceAll(/[^\w.-]+/g, "-")}.json`)
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as A
  const played = play()
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${file}.part`, JSON.stringify(played))
  renameSync(`${file}.part`, file)
  return played
}
