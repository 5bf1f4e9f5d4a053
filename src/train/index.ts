/** What a train function can use, whatever it trains. */
export { shuffled, stratifiedKFold, type Split } from "./splits.ts"
