import type { Case } from "../../runner/case.ts";
import { acceptedChain } from "./accepted_chain.ts";
import { policies } from "./policies.ts";
import { refusedChain } from "./refused_chain.ts";
import { revocation } from "./revocation.ts";

/** The cases of the identity layer. */
export const identity: readonly Case[] = [
  ...acceptedChain,
  ...refusedChain,
  ...policies,
  ...revocation,
];
