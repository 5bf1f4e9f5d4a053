/** The help of the command line, and the page that is made from it. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import * as Option from "effect/Option"
import { beforeAll, describe, expect, it } from "vitest"
import { allHelp, cliReference, type Help } from "../../scripts/cliReference.ts"

let commands: ReadonlyArray<Help> = []
beforeAll(async () => {
  commands = (await allHelp()).slice(1)
})

const flagsIn = (command: string): ReadonlyArray<string> =>
  [...command.matchAll(/ (?:--|-(?=\w ))([a-z][a-z-]*)/g)].map(([, name]) => name!)

describe("the help of the command line", () => {
  it("is what docs/cli.md holds: npm run docs writes it", async () => {
    const page = readFileSync(join(import.meta.dirname, "../../docs/cli.md"), "utf8")
    expect(page === (await cliReference()), "docs/cli.md is stale: npm run docs").toBe(true)
  })

  it("describes every command, argument and flag", () => {
    expect(commands.length).toBeGreaterThan(10)
    for (const { doc, name } of commands) {
      expect(doc.description, name).not.toBe("")
      for (const one of [...doc.flags, ...(doc.args ?? [])])
        expect(
          Option.getOrElse(one.description, () => ""),
          `${name} ${one.name}`
        ).not.toBe("")
    }
  })

  it("has an example for every command and every flag", () => {
    for (const { doc, name } of commands) {
      const examples = (doc.examples ?? []).map(({ command }) => command)
      expect(examples, name).not.toEqual([])
      const used = new Set(examples.flatMap(flagsIn))
      const missing = doc.flags.filter((flag) => !used.has(flag.name)).map((flag) => `sweep ${name} --${flag.name}`)
      expect(missing).toEqual([])
    }
  })

  it("has no example of what there is not", () => {
    for (const { doc, name } of commands) {
      const known = new Set(doc.flags.flatMap((flag) => [flag.name, ...flag.aliases.map((alias) => alias.slice(1))]))
      for (const { command } of doc.examples ?? []) {
        expect(command.startsWith(`sweep ${name}`), command).toBe(true)
        expect(
          flagsIn(command).filter((flag) => !known.has(flag)),
          command
        ).toEqual([])
      }
    }
  })
})
