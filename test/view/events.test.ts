/** The published schema of events, against every event there can be. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Ajv } from "ajv"
import * as fc from "fast-check"
import type { StudyEvent } from "../../src/schedule/events.ts"
import { eventLine } from "../../src/view/json.ts"
import { anyEvent } from "./arbitraries.ts"
import { eventsOfRun } from "./run.ts"

const schema = JSON.parse(readFileSync(join(import.meta.dirname, "../../docs/events.schema.json"), "utf8"))
const validate = new Ajv({ allErrors: true }).compile(schema)
const misfit = (event: StudyEvent): unknown => {
  const line = eventLine(event)
  assert.notInclude(line, "\n")
  return validate(JSON.parse(line)) ? undefined : validate.errors
}

/** Each kind of event: a new one does not compile until it stands here, and then is missed in the schema. */
const kinds: Readonly<Record<StudyEvent["_tag"], true>> = {
  StudyStarted: true,
  TrialStarted: true,
  TrialResumed: true,
  TrialWaits: true,
  TrialReported: true,
  TrialEnded: true,
  TrialReturned: true,
  SlotsChanged: true,
  StudyStopping: true,
  StudyEnded: true
}

describe("the schema of events", () => {
  it("knows each kind of event", () => {
    const named = schema.oneOf.map(({ $ref }: { readonly $ref: string }) => $ref.slice("#/definitions/".length))
    assert.sameMembers(named, Object.keys(kinds))
  })

  it("is satisfied by every event", () => {
    fc.assert(fc.property(anyEvent, (event) => assert.isUndefined(misfit(event))))
    for (const event of eventsOfRun(16)) assert.isUndefined(misfit(event))
  })

  it("refuses what is no event", () => {
    assert.isFalse(validate({ _tag: "TrialStarted", at: 1 }))
    assert.isFalse(validate({ _tag: "TrialWaits", at: 1, number: 1, reason: "", more: true }))
    assert.isFalse(validate({ _tag: "TrialWaits", at: 1, number: "1", reason: "" }))
  })
})
