import { z } from "zod";
import { Command } from "./command.ts";
import { Configuration } from "./configuration.ts";
import { Event } from "./event.ts";

/** The contract's three schemas as JSON Schema, for publication. */
export interface ContractSchemas {
  readonly configuration: unknown;
  readonly command: unknown;
  readonly event: unknown;
}

/** Derives the published JSON Schema of every line of the contract. */
export function jsonSchema(): ContractSchemas {
  return {
    configuration: z.toJSONSchema(Configuration),
    command: z.toJSONSchema(Command),
    event: z.toJSONSchema(Event),
  };
}
