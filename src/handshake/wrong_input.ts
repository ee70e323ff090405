import type { HandshakeInput } from "./handshake.ts";

/** The mistake of a driver that supplies what the state did not ask for. */
export function wrongInput(input: HandshakeInput, state: string): TypeError {
  return new TypeError(`Cannot take "${input.type}" in ${state}`);
}
