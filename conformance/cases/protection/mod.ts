import type { Case } from "../../runner/case.ts";

/** The cases of the protection layer. */
export const protection: readonly Case[] = [];
