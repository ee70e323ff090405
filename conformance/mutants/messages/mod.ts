import type { Mutant } from "../mutant.ts";
import { clientHello } from "./client_hello.ts";
import { serverHello } from "./server_hello.ts";

/** Mutants of messages. */
export const messages: readonly Mutant[] = [...clientHello, ...serverHello];
