/** TypeScript in a few colours: what is a keyword, a text, a number and a comment, and no more than that. */
import { escapeHtml, trusted, type Html } from "./html.ts"

const keywords =
  "as async await break case catch class const continue default do else export extends false finally for from function if import in instanceof interface let new null of readonly return satisfies static super switch this throw true try type typeof undefined var void while yield"

const token = new RegExp(
  [
    String.raw`(?<c>\/\/[^\n]*|\/\*[\s\S]*?\*\/)`,
    String.raw`(?<s>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|` + "`(?:[^`\\\\]|\\\\.)*`)",
    String.raw`(?<n>\b\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?\b)`,
    String.raw`(?<k>(?<![.\w$])(?:${keywords.replaceAll(" ", "|")})(?![\w$]))`
  ].join("|"),
  "g"
)

/** Code as HTML. */
export const highlight = (code: string): Html => {
  let text = ""
  let at = 0
  for (const match of code.matchAll(token)) {
    const kind = Object.entries(match.groups!).find(([, found]) => found !== undefined)![0]
    text += `${escapeHtml(code.slice(at, match.index))}<span class="tok-${kind}">${escapeHtml(match[0])}</span>`
    at = match.index + match[0].length
  }
  return trusted(text + escapeHtml(code.slice(at)))
}
