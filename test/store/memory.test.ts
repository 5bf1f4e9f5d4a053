import { openMemory } from "../../src/store/memory.ts"
import { storeLaws } from "../conformance/store.ts"

storeLaws("memory", openMemory)
