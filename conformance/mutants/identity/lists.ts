import { Buffer } from "node:buffer";
import { MAX_SERVER_CERTIFICATE } from "../../../src/schema/limits.ts";
import { FrameType } from "../../../src/schema/registries.ts";
import { prefixed } from "../../tester/bytes.ts";
import { frame } from "../../tester/frame.ts";
import { gateFrames } from "../frame_gate.ts";
import type { Mutant } from "../mutant.ts";
import { client } from "./client.ts";
import { refuses } from "./refuses.ts";

/** Clients that take longer or shorter lists of certificates. */
export const lists: readonly Mutant[] = [
  client({
    name: "list-of-nine",
    requirement: "IDN-16",
    title: "A list of ten certificates is refused",
    models: "< where <= was meant",
    plant: () => refuses("malformed", ({ others }) => others.length > 8),
  }),
  client({
    name: "list-of-16-kilobytes",
    requirement: "IDN-1",
    title: "A list of more than 16,384 bytes is refused",
    models: "A buffer of a TLS record's size",
    plant: () =>
      refuses(
        "bad_certificate",
        ({ leaf, others }) =>
          [leaf, ...others].reduce((sum, { der }) => sum + der.length, 0) >
            16_384,
      ),
  }),
  client({
    name: "list-without-limit",
    requirement: "FRM-5",
    title: "A ServerCertificate may have any length that a frame can have",
    models: "A limit that is left to the allocator",
    plant: () => ({
      transport: (transport) =>
        gateFrames(
          transport,
          (type, length) =>
            type === FrameType.ServerCertificate &&
              length > MAX_SERVER_CERTIFICATE
              ? (whole) => [frame(type, leafAlone(whole.subarray(4)))]
              : "pass",
        ),
    }),
  }),
];

/** A ServerCertificate's body with the first of its certificates. */
function leafAlone(body: Uint8Array): Uint8Array {
  const size = Buffer.from(body).readUIntBE(3, 3);
  return prefixed(3, body.slice(3, 6 + size));
}
