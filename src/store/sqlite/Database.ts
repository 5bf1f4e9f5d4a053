/** What the store needs of an SQLite library: small enough that another one could take its place. */

/** What a column can hold here. */
export type Value = string | number | null

/** What a statement's parameters are bound to: by position (`?`) or by name (`@name`). */
export type Bound = ReadonlyArray<Value> | readonly [Readonly<Record<string, Value>>]

/** A prepared statement whose rows are believed to be `Row`. */
export interface Statement<Row> {
  /** Runs it and says how many rows it changed. */
  readonly run: (...bound: Bound) => number
  /** Its first row. */
  readonly first: (...bound: Bound) => Row | undefined
  readonly all: (...bound: Bound) => ReadonlyArray<Row>
}

/** An open database. Everything here is synchronous and throws the library's errors. */
export interface Database {
  /** As it was given when the database was opened. */
  readonly path: string
  readonly prepare: <Row = never>(sql: string) => Statement<Row>
  /** Runs statements that give no rows. */
  readonly execute: (sql: string) => void
  /** Runs `body` in a transaction: rolled back when it throws. `immediate` takes the writer's lock at its beginning. */
  readonly transaction: <A>(kind: "deferred" | "immediate", body: () => A) => A
  readonly close: () => void
}
