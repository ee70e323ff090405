import { type Topic, topic } from "../topic.ts";
import { CompressionVector } from "./format.ts";
import { generateCompression } from "./generate.ts";
import { verifyCompression } from "./verify.ts";

/** What compressed content inflates to: spec/protection.md, compression. */
export const compression: Topic = topic({
  name: "compression",
  layer: "protection",
  summary: "compressed content, and what is no DEFLATE",
  minimum: 55,
  about: "Contents with bit 7, of one direction of one connection. Only what " +
    "they inflate to is defined: an encoder may write other bytes.",
  flags: {
    Invalid: {
      bugClass: "Invalid DEFLATE data is taken, or ends the process",
      effect: "A peer crashes the other, or the contexts part",
    },
    Final: {
      bugClass: "The end of the DEFLATE stream is taken for that of a content",
      effect: "What follows is lost, or inflated from nothing",
    },
    NoBytes: {
      bugClass: "Content that inflates to nothing is delivered",
      effect: "Work without a bound and without a byte for the application",
    },
    Context: {
      bugClass: "What a match refers to is not looked at",
      effect: "Memory that is not the stream's is delivered",
    },
    Bomb: {
      bugClass: "What is inflated has no bound, or is counted when it is there",
      effect: "A thousand bytes fill a peer's memory",
    },
    Boundary: {
      bugClass: "Content does not end where a block does",
      effect: "None for a receiver that inflates the stream as a whole",
    },
  },
  vector: CompressionVector,
  generate: generateCompression,
  verify: verifyCompression,
});
