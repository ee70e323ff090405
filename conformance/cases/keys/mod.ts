import type { Case } from "../../runner/case.ts";
import { clientExchange } from "./client_exchange.ts";
import { clientFinished } from "./client_finished.ts";
import { clientKeys } from "./client_keys.ts";
import { configuredKeys } from "./configured_keys.ts";
import { rsaBound } from "./rsa_bound.ts";
import { serverExchange } from "./server_exchange.ts";
import { serverFinished } from "./server_finished.ts";
import { untrustedKey } from "./untrusted_key.ts";

/** The cases of the keys layer. */
export const keys: readonly Case[] = [
  ...serverExchange,
  ...serverFinished,
  ...clientKeys,
  ...clientExchange,
  ...clientFinished,
  ...configuredKeys,
  ...rsaBound,
  ...untrustedKey,
];
