/** `npm run bench -- <name>`: prints a table and keeps it in bench/results. */
const measurements: Readonly<Record<string, () => Promise<unknown>>> = {
  best: async () => (await import("./best.ts")).measureBest(),
  commands: async () => (await import("./commands.ts")).measureCommands(),
  dashboard: async () => (await import("./dashboard.ts")).measureDashboard(),
  encoder: async () => (await import("./encoder.ts")).measureEncoder(),
  digits: async () => (await import("./digits.ts")).measureDigits(),
  digitsBudget: async () => (await import("./digitsBudget.ts")).measureDigitsBudget(),
  endings: async () => (await import("./endings.ts")).measureEndings(),
  eventLoop: async () => (await import("./eventLoop.ts")).measureEventLoop(),
  gpu: async () => (await import("./gpu.ts")).measureGpu(),
  laws: async () => (await import("./laws.ts")).measureLaws(),
  pruners: async () => (await import("./pruners.ts")).measurePruners(),
  "pruners-model": async () => (await import("./pruners/model.ts")).measureModel(),
  "pruners-judging": async () => (await import("./pruners/judging.ts")).measureJudging(),
  "pruners-curves": async () => (await import("./pruners/recordCurves.ts")).recordCurves(),
  report: async () => (await import("./report.ts")).measureReport(),
  samplers: async () => (await import("./samplers.ts")).measureSamplers(),
  "samplers-circumstances": async () => (await import("./samplers/circumstances.ts")).measureCircumstances(),
  "samplers-fronts": async () => (await import("./samplers/fronts.ts")).measureFronts(),
  "samplers-latency": async () => (await import("./samplers/latency.ts")).measureLatency(),
  "samplers-parallel": async () => (await import("./samplers/parallel.ts")).measureParallel(),
  scheduler: async () => (await import("./scheduler.ts")).measureScheduler(),
  slots: async () => (await import("./slots.ts")).measureSlots(),
  suggestions: async () => (await import("./suggestions.ts")).measureSuggestions(),
  train: async () => (await import("./train.ts")).measureTrain(),
  store: async () => (await import("./store.ts")).measureStore()
}

const names = process.argv.slice(2)
const unknown = names.find((name) => !(name in measurements))
if (names.length === 0 || unknown !== undefined) {
  console.error(
    `${unknown === undefined ? "Name a measurement" : `There is no measurement "${unknown}"`}: ${Object.keys(measurements).join(", ")}.`
  )
  process.exitCode = 2
} else {
  for (const name of names) await measurements[name]!()
}
