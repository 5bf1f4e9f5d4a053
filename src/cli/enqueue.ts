/** `sweep enqueue`: a point that is tried next. */
import { existsSync } from "node:fs"
import { basename, extname, resolve } from "node:path"
import * as Effect from "effect/Effect"
import { UsageError } from "../errors.ts"
import { enqueue as putFirst } from "../schedule/enqueue.ts"
import { parseParams } from "../search/space/parse.ts"
import { noStore } from "../store/missing.ts"
import * as sqlite from "../store/sqlite.ts"
import { StudyReader } from "../store/StudyReader.ts"
import { TrialStore } from "../store/TrialStore.ts"
import { jsonText } from "../view/json.ts"
import { describeParams } from "../view/params.ts"
import { attempt } from "./attempt.ts"
import { findStudy } from "./findStudy.ts"
import { parseTrials } from "./overrides.ts"
import { print, storePath } from "./terminal.ts"

/** What the command line gives: a study by name or file, which may be left out, and `name=value` words. */
export interface EnqueueInput {
  readonly words: ReadonlyArray<string>
  readonly trials: string | undefined
  readonly store: string | undefined
  readonly json: boolean
}

const isParam = (word: string): boolean => word.includes("=") && !existsSync(word)

/** The study of a word: by the path of its file, else by its name. */
const studyOf = Effect.fnUntraced(function* (word: string | undefined) {
  const { list } = yield* StudyReader
  const extension = word === undefined ? "" : extname(word)
  if (word === undefined || !/^\.[cm]?[jt]sx?$/.test(extension)) return (yield* findStudy(word)).study
  const file = resolve(word)
  const known = (yield* list).find(({ study }) => study.file === file && !study.name.includes("~"))
  return known?.study ?? (yield* findStudy(basename(word, extension))).study
})

const program = Effect.fnUntraced(function* (input: EnqueueInput) {
  const [first] = input.words
  const word = first === undefined || isParam(first) ? undefined : first
  const texts = word === undefined ? input.words : input.words.slice(1)
  const study = yield* studyOf(word)
  if (texts.length === 0) {
    return yield* Effect.fail(
      new UsageError("There is no param to enqueue.", `Write sweep enqueue ${study.name} name=value name=value.`)
    )
  }
  const params = yield* attempt(() => parseParams(study.spec.space, texts))
  if (input.trials !== undefined) {
    const asked = yield* attempt(() => parseTrials(input.trials!))
    const { setBudget } = yield* TrialStore
    yield* setBudget(study.id, "total" in asked ? asked.total : study.budgetTrials + asked.more)
  }
  const number = yield* putFirst(study.id, params)
  print(
    input.json
      ? jsonText({ study: study.name, number, params })
      : `trial ${number} of ${study.name} is next: ${describeParams(params)}`
  )
})

/** Puts a point first in line. It is checked against the stored space; the constraint has its say when it is run. */
export const enqueue = (input: EnqueueInput) =>
  Effect.gen(function* () {
    const path = storePath(input.store)
    if (!existsSync(path)) return yield* Effect.fail(noStore(path))
    return yield* program(input).pipe(Effect.provide(sqlite.layer(path)))
  })
