import type { Case } from "../../runner/case.ts";
import { basic } from "./basic.ts";

/** The cases of the handshake layer. */
export const handshake: readonly Case[] = [...basic];
