import type { Mutant } from "../mutant.ts";
import { certificates } from "./certificates.ts";
import { clientHello } from "./client_hello.ts";
import { cutShort } from "./cut_short.ts";
import { names } from "./names.ts";
import { serverHello } from "./server_hello.ts";

/** Mutants of messages. */
export const messages: readonly Mutant[] = [
  ...clientHello,
  ...names,
  ...serverHello,
  ...certificates,
  ...cutShort,
];
