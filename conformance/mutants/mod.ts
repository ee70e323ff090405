import { channel } from "./channel/mod.ts";
import { frames } from "./frames/mod.ts";
import { handshake } from "./handshake/mod.ts";
import { identity } from "./identity/mod.ts";
import { keys } from "./keys/mod.ts";
import { messages } from "./messages/mod.ts";
import type { Mutant } from "./mutant.ts";
import { protection } from "./protection/mod.ts";
import { rare } from "./rare.ts";
import { transport } from "./transport/mod.ts";

/** Every mutant, by layer; those that a property alone finds come last. */
export const MUTANTS: readonly Mutant[] = [
  ...frames,
  ...messages,
  ...keys,
  ...protection,
  ...handshake,
  ...identity,
  ...channel,
  ...transport,
  ...rare,
];
