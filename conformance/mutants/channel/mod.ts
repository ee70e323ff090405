import type { Mutant } from "../mutant.ts";
import { data } from "./data.ts";
import { endings } from "./endings.ts";
import { keyUpdate } from "./key_update.ts";
import { pings } from "./pings.ts";
import { reports } from "./reports.ts";

/** Mutants of the channel. */
export const channel: readonly Mutant[] = [
  ...data,
  ...keyUpdate,
  ...pings,
  ...endings,
  ...reports,
];
