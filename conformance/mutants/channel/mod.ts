import type { Mutant } from "../mutant.ts";
import { alerts } from "./alerts.ts";
import { closes } from "./closes.ts";
import { data } from "./data.ts";
import { keyUpdate } from "./key_update.ts";
import { pings } from "./pings.ts";
import { reports } from "./reports.ts";

/** Mutants of the channel. */
export const channel: readonly Mutant[] = [
  ...data,
  ...keyUpdate,
  ...pings,
  ...closes,
  ...alerts,
  ...reports,
];
