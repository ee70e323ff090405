import type { Case } from "../../runner/case.ts";

/** The cases of the transport layer. */
export const transport: readonly Case[] = [];
