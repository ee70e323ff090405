import { type Case, layerOf, LAYERS } from "../runner/case.ts";
import { channel } from "./channel/mod.ts";
import { frames } from "./frames/mod.ts";
import { handshake } from "./handshake/mod.ts";
import { identity } from "./identity/mod.ts";
import { keys } from "./keys/mod.ts";
import { messages } from "./messages/mod.ts";
import { protection } from "./protection/mod.ts";
import { transport } from "./transport/mod.ts";

/** Every case of both roles; ids are checked when this is loaded. */
export const CASES: readonly Case[] = checked([
  ...frames,
  ...messages,
  ...keys,
  ...protection,
  ...handshake,
  ...identity,
  ...channel,
  ...transport,
]);

function checked(cases: readonly Case[]): readonly Case[] {
  const seen = new Set<string>();
  for (const { id, aliases = [], role } of cases) {
    if (!LAYERS.some((layer) => layer === layerOf({ id }))) {
      throw new RangeError(`Case ${id} is of no layer: expected layer/name`);
    }
    for (const name of [id, ...aliases]) {
      if (seen.has(name)) {
        throw new RangeError(`Case ${name} (${role}) is defined twice`);
      }
      seen.add(name);
    }
  }
  return cases;
}
