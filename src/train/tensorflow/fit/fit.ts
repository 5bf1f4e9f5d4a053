/** Trains a model: epochs, reports, the best weights, stopping early, and going on after an interruption. */
import { setImmediate } from "node:timers/promises"
import type { Tensor } from "@tensorflow/tfjs-core"
import { rngFor } from "../../../search/math/rng.ts"
import { batchesOf } from "../../fitting/batches.ts"
import { look, unwatched } from "../../fitting/stopping.ts"
import { drawingFrom } from "../../seedMathRandom.ts"
import { running } from "../forward.ts"
import type { FitData } from "./data.ts"
import { judge } from "./judge.ts"
import type { Model } from "./models.ts"
import type { FitOptions } from "./options.ts"
import type { EpochPlan } from "./plan.ts"
import { prepare, type Prepared } from "./prepare.ts"
import { decode, encode, restore, snapshot, type Progress } from "./state.ts"
import { update } from "./update.ts"

/** Numbers by name: `loss`, `trainLoss`, and with validation examples `gap` and the metrics. */
export type EpochMetrics = Readonly<Record<string, number>>

/** How a training went. The model itself has its new weights. */
export interface Fitted {
  /** Those of the epoch whose weights the model has. */
  readonly metrics: EpochMetrics
  /** That epoch, counted from 1. */
  readonly epoch: number
  /** Epochs that were trained. */
  readonly epochs: number
  readonly stopped: "complete" | "patience" | "overfitting"
  /** The metrics of each epoch. */
  readonly history: ReadonlyArray<EpochMetrics>
}

/** The loss of a training is no number any more. */
export class TrainingDiverged extends Error {
  override readonly name = "TrainingDiverged"
}

/** Milliseconds after which the event loop gets a turn: news of an interruption comes by it. Changes no result. */
const turnMillis = 50

const start: Progress = {
  epoch: 0,
  updates: 0,
  lossSum: 0,
  seen: 0,
  watch: unwatched,
  history: [],
  stopped: undefined
}

/** Batches, grouped into updates. */
const grouped = (batches: ReadonlyArray<Int32Array>, accumulate: number): ReadonlyArray<ReadonlyArray<Int32Array>> =>
  Array.from({ length: Math.ceil(batches.length / accumulate) }, (_, k) =>
    batches.slice(k * accumulate, (k + 1) * accumulate)
  )

/** One training under way. */
class Training<X> {
  readonly #prepared: Prepared<X>
  #progress = start
  #begun: EpochPlan["begin"]
  /** The best epoch's weights, where later ones are in the model. */
  #best: ReadonlyArray<Tensor> | undefined
  /** False once nothing turned out to keep them: a training may be started by hand. */
  #keepsCheckpoints = true

  constructor(prepared: Prepared<X>) {
    this.#prepared = prepared
  }

  /** Takes up where the checkpoint is, if there is one. */
  async resume(): Promise<void> {
    const { settings, workshop } = this.#prepared
    const found = await settings.context?.checkpoint?.load()
    if (found === undefined) return
    const sizes = workshop.model.parts.map(({ variable }) => variable.size)
    const snapshot = found.bytes === undefined ? undefined : decode(found.bytes, sizes)
    if (snapshot === undefined) {
      throw new Error(
        `The checkpoint of step ${found.step} is not of this model: it was made by other code, or for other params. Start the study afresh (--fresh), or bring the code back.`
      )
    }
    this.#progress = snapshot.progress
    this.#best = restore(workshop.tf, workshop.model, workshop.optimizer, snapshot)
    const { epoch, watch } = this.#progress
    if (settings.keep === "best" && epoch > 0 && epoch === watch.bestEpoch) this.#keepWeights()
  }

  async run(): Promise<Fitted> {
    const { plan } = this.#prepared
    while (this.#progress.epoch < plan.length && this.#progress.stopped === undefined) {
      await this.#enter(plan[this.#progress.epoch]!)
      const trainLoss = await this.#train()
      await this.#close(trainLoss)
    }
    return this.#finish()
  }

  dispose(): void {
    const { optimizer, tf } = this.#prepared.workshop
    optimizer.dispose()
    if (this.#best !== undefined) tf.dispose([...this.#best])
  }

  /** Tells the model where a stage begins. */
  async #enter({ begin }: EpochPlan): Promise<void> {
    if (begin === this.#begun) return
    this.#begun = begin
    await begin?.()
  }

  /** What is left of the current epoch's updates. Answers the epoch's mean training loss. */
  async #train(): Promise<number> {
    const { plan, settings, workshop } = this.#prepared
    const { accumulate, batchSize, context, fold, seed } = settings
    const { count, lengths } = workshop.source
    const epoch = this.#progress.epoch
    const stream = fold === undefined ? 0 : fold + 1
    const batching = { count, batchSize, seed, stream, ...(lengths === undefined ? {} : { lengths }) }
    const updates = grouped(batchesOf(batching, epoch + 1), accumulate)
    let pending: Array<Tensor> = []
    const settleLosses = async () => {
      let { lossSum } = this.#progress
      for (const loss of pending) lossSum += (await loss.data())[0]!
      workshop.tf.dispose(pending)
      pending = []
      this.#progress = { ...this.#progress, lossSum }
    }
    try {
      let turn = performance.now()
      for (let number = this.#progress.updates; number < updates.length; number++) {
        if (context?.signal.aborted === true) {
          await settleLosses()
          await this.#leave()
        }
        const rng = rngFor(seed, stream, `update ${epoch + 1} ${number}`)
        pending.push(drawingFrom(rng, () => update(workshop, updates[number]!, plan[epoch]!, number)))
        this.#progress = { ...this.#progress, updates: number + 1 }
        if (performance.now() - turn < turnMillis) continue
        await settleLosses()
        await setImmediate()
        turn = performance.now()
      }
      await settleLosses()
    } finally {
      workshop.tf.dispose(pending)
    }
    const trainLoss = this.#progress.lossSum / count
    if (Number.isFinite(trainLoss)) return trainLoss
    throw new TrainingDiverged(
      `the training loss was ${trainLoss} in epoch ${epoch + 1}: a lower learning rate, a warm-up or clipNorm keeps it finite`
    )
  }

  /** Judges the epoch that has been trained, keeps it, and reports it. */
  async #close(trainLoss: number): Promise<void> {
    const { plan, settings } = this.#prepared
    const { checkpointEvery, context, fold } = settings
    const metrics = await this.#judge(trainLoss)
    const epoch = this.#progress.epoch + 1
    const gap = metrics["gap"]
    const seen = look(this.#progress.watch, settings.rules, epoch, metrics[settings.watched]!, gap)
    const { history } = this.#progress
    if (settings.keep === "best" && seen.improved) this.#keepWeights()
    this.#progress = { ...start, epoch, watch: seen.watch, history: [...history, metrics], stopped: seen.stop }
    const isLast = epoch === plan.length || seen.stop !== undefined
    // Before the report, whose verdict may be to pause here: what is resumed then begins after this epoch.
    if (checkpointEvery > 0 && (isLast || epoch % checkpointEvery === 0)) await this.#save()
    await context?.report(epoch, metrics, fold === undefined ? undefined : { fold })
  }

  async #judge(trainLoss: number): Promise<EpochMetrics> {
    const { metrics, settings, validation, workshop } = this.#prepared
    if (validation === undefined) return { loss: trainLoss, trainLoss }
    const { loss, model, tf } = workshop
    const judged = await judge(tf, model, loss, validation, settings.judgingBatchSize)
    const named = Object.entries(metrics).map(([name, metric]) => [name, metric(judged.judged)])
    return { loss: judged.loss, trainLoss, gap: judged.loss - trainLoss, ...Object.fromEntries(named) }
  }

  #keepWeights(): void {
    const { model, tf } = this.#prepared.workshop
    if (this.#best !== undefined) tf.dispose([...this.#best])
    // A clone shares its numbers with the variable until the next update gives that one new numbers.
    this.#best = model.parts.map(({ variable }) => tf.keep(tf.clone(variable)))
  }

  async #save(): Promise<void> {
    const { settings, workshop } = this.#prepared
    const checkpoint = settings.context?.checkpoint
    if (checkpoint === undefined || !this.#keepsCheckpoints) return
    const { epoch, updates, watch } = this.#progress
    const best = epoch === watch.bestEpoch && updates === 0 ? undefined : this.#best
    const state = encode(await snapshot(workshop.model, workshop.optimizer, best, this.#progress))
    await checkpoint.save(epoch, state).catch((error: unknown) => {
      if (!(error instanceof Error) || error.name !== "NoCheckpoints") throw error
      this.#keepsCheckpoints = false
    })
  }

  /** Ends a training that was told to, keeping how far it came within its epoch. */
  async #leave(): Promise<never> {
    const { signal } = this.#prepared.settings.context!
    const isUnderWay = this.#progress.epoch > 0
    // What is lost without it is less than an epoch.
    if (isUnderWay && this.#prepared.settings.checkpointEvery > 0) await this.#save().catch(() => {})
    throw signal.reason
  }

  #finish(): Fitted {
    const { settings, workshop } = this.#prepared
    const { epoch, history, stopped, watch } = this.#progress
    const isBest = settings.keep === "best" && watch.bestEpoch > 0
    const kept = isBest ? watch.bestEpoch : epoch
    if (kept !== epoch) {
      for (const [part, { variable }] of workshop.model.parts.entries()) variable.assign(this.#best![part]!)
    }
    return { metrics: history[kept - 1]!, epoch: kept, epochs: epoch, stopped: stopped ?? "complete", history }
  }
}

/**
 * Trains a model on `data.train` and, after every epoch, judges it by `data.validation` and reports that. What is reported:
 * `loss` (of the validation examples, else of the training ones), `trainLoss`, `gap` (the difference) and `metrics`.
 *
 * `trainLoss` is the mean over the epoch while the weights move, with dropout, but without weights and label smoothing, so
 * that it can be compared with `loss`.
 *
 * With a `context`, a pruned or interrupted trial ends here, and every epoch's checkpoint holds the weights, the best
 * weights, the optimizer's moments and the place within the data. A training that goes on from one ends with the same
 * numbers as one that was never interrupted. The order of the examples, dropout and whatever else the model draws from
 * `Math.random` depend on the seed, the epoch and the update alone.
 *
 * Rejects with `TrainingDiverged` when the training loss is no finite number, and with `InvalidDefinition` where data or
 * options make no sense.
 */
export const fit = async <X = Tensor>(model: Model<X>, data: FitData<X>, options: FitOptions): Promise<Fitted> => {
  const training = new Training(await prepare(running("fit"), model, data, options))
  try {
    await training.resume()
    return await training.run()
  } finally {
    training.dispose()
  }
}
