import type { Mutant } from "../mutant.ts";
import { clientKeys } from "./client_keys.ts";
import { schedule } from "./schedule.ts";
import { serverExchange } from "./server_exchange.ts";

/** Mutants of keys. */
export const keys: readonly Mutant[] = [
  ...serverExchange,
  ...clientKeys,
  ...schedule,
];
