import type { Case } from "../../runner/case.ts";
import { serverTypes } from "./server_types.ts";

/** The cases of the frames layer. */
export const frames: readonly Case[] = [...serverTypes];
