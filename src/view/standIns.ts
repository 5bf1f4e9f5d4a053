/** Stand-ins for characters that cli-table3 would take for wider or narrower than they are. */
import { displayWidth } from "./text.ts"

/** A character that is not plain ASCII, and the marks without a width that sit on a character. */
const clusters = /[^ -~\p{Cc}][\p{Mn}\p{Me}\u{1160}-\u{11FF}]*|[ -~][\p{Mn}\p{Me}]+/gu
const standIn = /\p{Co}/gu
const filler = "\u{E000}"
const firstStandIn = 0xf0000

/**
 * cli-table3 measures with an old Unicode table. So it is given one private character for every column that a text
 * takes (`hide`), and what they stand for is put back into its lines (`restore`). Texts must be clean: `cleanText`
 * leaves no private characters.
 */
export const standIns = () => {
  const known = new Map<string, string>()
  const meant = new Map<string, string>([[filler, ""]])
  const standInFor = (cluster: string): string => {
    const made = known.get(cluster) ?? String.fromCodePoint(firstStandIn + known.size)
    known.set(cluster, made)
    meant.set(made, cluster)
    return made
  }
  return {
    hide: (text: string): string =>
      text.replace(clusters, (cluster) => standInFor(cluster) + filler.repeat(Math.max(0, displayWidth(cluster) - 1))),
    restore: (text: string): string => text.replace(standIn, (character) => meant.get(character) ?? "")
  }
}
