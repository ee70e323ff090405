import type { Case } from "../../runner/case.ts";

/** The cases of the identity layer. */
export const identity: readonly Case[] = [];
