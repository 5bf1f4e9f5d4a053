import { storeLaws } from "../conformance/store.ts"
import { temporaryStore } from "./temporary.ts"

storeLaws("sqlite", temporaryStore)
