import type { Case } from "../../runner/case.ts";
import { chains } from "./chains.ts";
import { openPolicies } from "./open_policies.ts";
import { policies } from "./policies.ts";
import { tofu } from "./tofu.ts";

/** The cases of the identity layer. */
export const identity: readonly Case[] = [
  ...chains,
  ...policies,
  ...openPolicies,
  ...tofu,
];
