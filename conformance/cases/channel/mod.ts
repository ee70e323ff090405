import type { Case } from "../../runner/case.ts";
import { serverData } from "./server_data.ts";

/** The cases of the channel layer. */
export const channel: readonly Case[] = [...serverData];
