import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { cutSlots } from "../../src/train/slots.ts"

const labels = (request: Partial<Parameters<typeof cutSlots>[0]>) =>
  cutSlots({ cores: 8, cpu: 1, gpu: 0, gpus: [], ...request }).map(({ label }) => label)

describe("cutSlots", () => {
  it("gives each trial its cores, and at least one trial a slot", () => {
    expect(labels({ cores: 2 })).toEqual(["cpu 0", "cpu 1"])
    expect(labels({ cores: 8, cpu: 3 })).toEqual(["cpu 0", "cpu 1"])
    expect(labels({ cores: 2, cpu: 4 })).toEqual(["cpu 0"])
    expect(labels({ cores: 2, parallel: 5 })).toHaveLength(5)
  })

  it("gives trials that ask for less than a core more than one of each", () => {
    expect(labels({ cores: 2, cpu: 0.5 })).toHaveLength(4)
  })

  it("makes slots of the CPU where trials need no GPU, or none may be used", () => {
    expect(labels({ cores: 2, gpu: 0, gpus: ["0", "1"] })).toEqual(["cpu 0", "cpu 1"])
    expect(labels({ cores: 2, gpu: 0.5, gpus: [] })).toEqual(["cpu 0", "cpu 1"])
  })

  it("never has more slots than were asked for, and counts them from 0", () => {
    fc.assert(
      fc.property(
        fc.record({
          cores: fc.integer({ min: 1, max: 64 }),
          cpu: fc.double({ min: 0.1, max: 16, noNaN: true }),
          gpu: fc.constantFrom(0, 0.25, 0.5, 1, 2),
          gpus: fc.uniqueArray(fc.nat(15).map(String)),
          parallel: fc.integer({ min: 1, max: 8 })
        }),
        (request) => {
          const slots = cutSlots(request)
          expect(slots.length).toBeLessThanOrEqual(request.parallel)
          expect(slots.map(({ index }) => index)).toEqual(slots.map((_, index) => index))
          expect(new Set(slots.map(({ label }) => label)).size).toBe(slots.length)
        }
      )
    )
  })

  it("spreads shares of GPUs over the devices first", () => {
    expect(labels({ gpu: 0.5, gpus: ["0", "1"] })).toEqual(["gpu 0/0", "gpu 1/0", "gpu 0/1", "gpu 1/1"])
    expect(labels({ gpu: 0.5, gpus: ["0", "1"], parallel: 2 })).toEqual(["gpu 0/0", "gpu 1/0"])
    expect(labels({ gpu: 0.3, gpus: ["2"] })).toHaveLength(3)
    expect(labels({ gpu: 0.7, gpus: ["2"] })).toEqual(["gpu 2"])
  })

  it("groups whole GPUs, and has no slot where a trial needs more than there are", () => {
    expect(labels({ gpu: 2, gpus: ["0", "1", "2", "3", "4"] })).toEqual(["gpu 0+1", "gpu 2+3"])
    expect(labels({ gpu: 2, gpus: ["0"] })).toEqual([])
  })

  it("never promises more of a GPU than it has", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 3, noNaN: true }),
        fc.uniqueArray(fc.nat(15).map(String), { minLength: 1 }),
        (gpu, gpus) => {
          const load = new Map<string, number>()
          for (const slot of cutSlots({ cores: 4, cpu: 1, gpu, gpus })) {
            expect(slot.gpus).toHaveLength(Math.ceil(gpu))
            for (const device of slot.gpus) load.set(device, (load.get(device) ?? 0) + Math.min(1, gpu))
          }
          for (const [device, total] of load) {
            expect(gpus).toContain(device)
            expect(total).toBeLessThanOrEqual(1 + 1e-6)
          }
        }
      )
    )
  })
})
