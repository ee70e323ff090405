import type { Case } from "../../runner/case.ts";
import { contract } from "./contract.ts";

/** The cases of the transport layer. */
export const transport: readonly Case[] = [...contract];
