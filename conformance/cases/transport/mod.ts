import type { Case } from "../../runner/case.ts";
import { contract } from "./contract.ts";
import { declaredAbsences } from "./declared_absences.ts";

/** The cases of the transport layer. */
export const transport: readonly Case[] = [
  ...contract,
  ...declaredAbsences,
];
