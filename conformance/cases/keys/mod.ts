import type { Case } from "../../runner/case.ts";

/** The cases of the keys layer. */
export const keys: readonly Case[] = [];
