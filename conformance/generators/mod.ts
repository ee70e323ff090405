/**
 * Generators of messages, good and bad, from the schema's layouts alone: an
 * independent writer makes their bytes.
 *
 * @module
 */
export { dissect, type Piece, piecesOf } from "./dissect.ts";
export { enumerateFaults, type SingleFault } from "./enumerate_faults.ts";
export { enumerateIllegal, type Illegal } from "./enumerate_illegal.ts";
export { type Kind, malformed, type MalformedMessage } from "./malformed.ts";
export type { Answer, Malformed } from "./message.ts";
export { sample } from "./sample.ts";
export { spell } from "./spell.ts";
export { spoilt } from "./spoilt.ts";
export { limitOf, messageOf, type Options, valid } from "./valid.ts";
