/**
 * A search space: named distributions, some of which (branches) hold spaces of their own.
 * Everything here is plain data that survives JSON, so that it can be stored with its study.
 */

/** A value that a flat choice, an ordinal or a constant can take. */
export type Scalar = string | number | boolean

/** A real number in [low, high]; on a grid of `step` from `low` where a step is given; uniform in log space where `log`. */
export interface FloatDistribution {
  readonly _tag: "float"
  readonly low: number
  readonly high: number
  readonly log: boolean
  readonly step?: number
  /** What a trial from before this param existed is taken to have used, and what is tried first. */
  readonly default?: number
}

/** An integer low, low + step, … ≤ high; uniform in log space where `log`. */
export interface IntDistribution {
  readonly _tag: "int"
  readonly low: number
  readonly high: number
  readonly log: boolean
  readonly step: number
  /** What a trial from before this param existed is taken to have used, and what is tried first. */
  readonly default?: number
}

/** One of several values without an order. */
export interface ChoiceDistribution<Value extends Scalar = Scalar> {
  readonly _tag: "choice"
  readonly values: ReadonlyArray<Value>
  /** What a trial from before this param existed is taken to have used, and what is tried first. */
  readonly default?: Value
}

/** One of several values whose order carries meaning, though their distances do not. */
export interface OrdinalDistribution<Value extends string | number = string | number> {
  readonly _tag: "ordinal"
  readonly values: ReadonlyArray<Value>
  /** What a trial from before this param existed is taken to have used, and what is tried first. */
  readonly default?: Value
}

/** True or false. */
export interface BoolDistribution {
  readonly _tag: "bool"
  /** What a trial from before this param existed is taken to have used, and what is tried first. */
  readonly default?: boolean
}

/** Always the same value: a param on record that is not searched. */
export interface ConstantDistribution<Value extends Scalar = Scalar> {
  readonly _tag: "constant"
  readonly value: Value
}

/** A choice between sub-spaces: the params of a sub-space exist only where its branch is taken. */
export interface BranchDistribution<Branches extends Readonly<Record<string, SearchSpace>> = BranchSpaces> {
  readonly _tag: "branch"
  readonly branches: Branches
  /** The same for the branch: its params have defaults of their own. */
  readonly default?: keyof Branches & string
}

/** The sub-spaces of a branch, by the name of the branch. */
export interface BranchSpaces {
  readonly [branch: string]: SearchSpace
}

/** A distribution that has one value of its own: everything but a branch. */
export type LeafDistribution =
  | FloatDistribution
  | IntDistribution
  | ChoiceDistribution
  | OrdinalDistribution
  | BoolDistribution
  | ConstantDistribution

/** What one param is drawn from. */
export type Distribution = LeafDistribution | BranchDistribution

/** Distributions by the name of their param. */
export interface SearchSpace {
  readonly [name: string]: Distribution
}

/** The type of the param that a distribution draws. */
export type ParamOf<D> = D extends FloatDistribution | IntDistribution
  ? number
  : D extends ChoiceDistribution<infer Value>
    ? Value
    : D extends OrdinalDistribution<infer Value>
      ? Value
      : D extends BoolDistribution
        ? boolean
        : D extends ConstantDistribution<infer Value>
          ? Value
          : D extends BranchDistribution<infer Branches>
            ? { readonly [Name in keyof Branches & string]: BranchParams<Name, Branches[Name]> }[keyof Branches &
                string]
            : never

type BranchParams<Name extends string, Space> = {
  readonly [Key in keyof Space | "type"]: Key extends "type"
    ? Name
    : Key extends keyof Space
      ? ParamOf<Space[Key]>
      : never
}

/** The type of the params of a space: a branch becomes a union told apart by `type`. */
export type ParamsOf<Space> = { readonly [Name in keyof Space]: ParamOf<Space[Name]> }

/** A param's value where its type is not known: a scalar, or the taken branch with its own params. */
export type ParamValue = Scalar | BranchValue

/** The taken branch (`type`) and its params. */
export interface BranchValue {
  readonly type: string
  readonly [name: string]: ParamValue
}

/** One point of a search space whose type is not known. */
export interface Params {
  readonly [name: string]: ParamValue
}
