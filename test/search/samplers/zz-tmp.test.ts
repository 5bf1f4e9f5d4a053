import { it } from "vitest"
import { medianBest, problems } from "/work/main/test/search/samplers/proposals.ts"
import { tpe } from "/work/main/src/search/samplers/tpe.ts"
import { cmaes } from "/work/main/src/search/samplers/cmaes.ts"
import { random } from "/work/main/src/search/samplers/random.ts"
it("x", () => { for (const p of Object.values(problems)) for (const n of [60,80,100]) { const r = medianBest(random(),p,n); console.log(p.name,n,"tpe",(medianBest(tpe(),p,n)/r).toPrecision(3),"cma",(medianBest(cmaes(),p,n)/r).toPrecision(3)) } })
