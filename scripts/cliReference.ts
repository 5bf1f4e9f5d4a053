/** The reference of the command line, as Markdown, made from what `--help` shows. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import type { ArgDoc, FlagDoc, HelpDoc } from "effect/cli/HelpDoc"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { sweep } from "../src/cli/main.ts"

const helpOf = async (words: ReadonlyArray<string>): Promise<HelpDoc> => {
  const shown: Array<HelpDoc> = []
  const presenter: CliOutput.Presenter = {
    present: (event) =>
      Effect.sync(() => {
        if ("helpDoc" in event) shown.push(event.helpDoc)
      })
  }
  const asked = Command.runWith(sweep, { version: "" })([...words, "--help"]).pipe(
    Effect.ignore,
    Effect.provide(Layer.mergeAll(NodeServices.layer, CliOutput.layerPresenter(presenter)))
  )
  await Effect.runPromise(asked)
  const [help] = shown
  if (help === undefined) throw new Error(`sweep ${words.join(" ")} --help shows nothing`)
  return help
}

/** What `--help` knows of a command, or of `sweep` itself. */
export interface Help {
  readonly name: string
  readonly doc: HelpDoc
}

/** The help of `sweep`, then that of each command in the order of its list. */
export const allHelp = async (): Promise<readonly [Help, ...ReadonlyArray<Help>]> => {
  const doc = await helpOf([])
  const names = (doc.subcommands ?? []).flatMap(({ commands }) => commands.map(({ name }) => name))
  const commands = await Promise.all(names.map(async (name) => ({ name, doc: await helpOf([name]) })))
  return [{ name: "sweep", doc }, ...commands]
}

/** Text outside of code: `<store>` is not to be taken for HTML. */
const prose = (text: string): string => text.replaceAll("<", "&lt;")

const words = (text: Option.Option<string>): string => prose(Option.getOrElse(text, () => ""))

const flagLine = ({ aliases, description, name, type }: FlagDoc): string => {
  const names = [`--${name}`, ...aliases].join(", ")
  return `- \`${names}${type === "boolean" ? "" : ` ${type}`}\`: ${words(description)}`
}

const argumentLine = ({ description, name, required }: ArgDoc): string =>
  `- \`${name}\`${required ? "" : " (may be left out)"}: ${words(description)}`

const list = (title: string, lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.length === 0 ? [] : [`${title}:`, "", ...lines, ""]

const examplesOf = ({ examples = [] }: HelpDoc): ReadonlyArray<string> =>
  examples.length === 0
    ? []
    : [
        "```sh",
        ...examples.flatMap(({ command, description }, index) => [
          ...(index > 0 ? [""] : []),
          ...(description === undefined ? [] : [`# ${description}`]),
          command
        ]),
        "```",
        ""
      ]

const section = ({ doc, name }: Help): ReadonlyArray<string> => [
  `## sweep ${name}`,
  "",
  `${prose(doc.description)}.`,
  "",
  `Usage: \`${doc.usage}\``,
  "",
  ...list("Arguments", (doc.args ?? []).map(argumentLine)),
  ...list("Flags", doc.flags.map(flagLine)),
  ...examplesOf(doc)
]

const keys = `## The keys of the live view

On a terminal, \`sweep run\` and \`sweep confirm\` draw what they do, and listen:

| key      | what it does                                                                      |
| -------- | --------------------------------------------------------------------------------- |
| \`s\`      | stops a running trial: type its number, then Enter; it is on record as pruned     |
| \`+\`, \`-\` | one trial more or fewer at once from here on; those that run are left alone       |
| \`q\`      | no new trials; those that run finish, and the same command goes on with the study |
| Ctrl-C   | the same; once more ends the running trials, and a third time kills them          |

Where standard input is no terminal, and in the background, no key is read.
`

const completions = `## Completions

\`sweep --completions\` prints a script for your shell, after which Tab completes commands, flags and the values of
those that take one of a few:

\`\`\`sh
# bash: for this shell; in ~/.bashrc for every one
source <(sweep --completions bash)

# zsh: a file in a folder of $fpath, before compinit is called
sweep --completions zsh > ~/.zsh/completions/_sweep

# fish
sweep --completions fish > ~/.config/fish/completions/sweep.fish
\`\`\`

The script completes the word \`sweep\`, so that it must be on your path: \`npm install --global hypersweep\`, or
\`alias sweep="npx sweep"\`.
`

/** docs/cli.md. */
export const cliReference = async (): Promise<string> => {
  const [root, ...commands] = await allHelp()
  return [
    "# The command line",
    "",
    "Written by `npm run docs` from what `--help` shows.",
    "",
    ...commands.map(({ doc, name }) => `- [\`sweep ${name}\`](#sweep-${name}): ${prose(doc.description)}`),
    "",
    "Every command takes these too:",
    "",
    ...(root.doc.globalFlags ?? []).map(flagLine),
    "",
    "Results go to standard output, everything else to standard error. The status is 0 when all is done, 1 where no trial",
    "succeeded, 2 for a wrong command line or study file, 3 where something is not there, 4 where the store cannot be used,",
    "130 after Ctrl-C.",
    "",
    ...commands.flatMap(section),
    keys,
    completions
  ].join("\n")
}
