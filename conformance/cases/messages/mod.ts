import type { Case } from "../../runner/case.ts";

/** The cases of the messages layer. */
export const messages: readonly Case[] = [];
