import { deflateRawSync } from "node:zlib";
import { concat } from "../../tester/bytes.ts";
import { COMPRESSED_BIT, FrameType } from "../../tester/registry.ts";
import { bothRoles } from "../both_roles.ts";

const COMPRESSED_PING = FrameType.Ping | COMPRESSED_BIT;
const COMPRESSED_DATA = FrameType.Data | COMPRESSED_BIT;
/** What a sync flush ends in, and a sender removes. */
const SYNC_TAIL = Uint8Array.of(0, 0, 0xff, 0xff);
/** C of spec/protection.md: what compressed content may inflate to. */
const HEADROOM = 1_024;

/** Compression before encryption. */
export const compression = [
  ...bothRoles({
    layer: "protection",
    name: "pong-mirrors-bit-7",
    title: "A Pong is compressed exactly when its Ping was",
    requirements: ["CMP-11"],
    compression: true,
    async run(t, peer) {
      await peer.ping(t.random(40), { compress: true, requirement: "CMP-11" });
      await peer.ping(t.random(40), { requirement: "CMP-11" });
      await peer.ping(t.random(40), { compress: true, requirement: "CMP-11" });
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "context-kept",
    title: "The DEFLATE context is kept over frames, also uncompressed ones",
    requirements: ["CMP-3", "CMP-4"],
    compression: true,
    async run(t, peer) {
      const text = t.random(2_000);
      await peer.ping(text, { compress: true, requirement: "CMP-3" });
      await peer.ping(t.random(2_000), { requirement: "CMP-4" });
      await peer.ping(text, { compress: true, requirement: "CMP-4" });
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "context-past-data",
    title: "Data without bit 7 leaves the DEFLATE context alone",
    requirements: ["CMP-4"],
    compression: true,
    async run(t, peer) {
      const text = t.random(2_000);
      await peer.ping(text, { compress: true, requirement: "CMP-4" });
      peer.send(FrameType.Data, t.random(3_000));
      await peer.ping(text, { compress: true, requirement: "CMP-4" });
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "context-over-update",
    title: "The DEFLATE context outlives a KeyUpdate",
    requirements: ["CMP-3"],
    compression: true,
    async run(t, peer) {
      const text = t.random(2_000);
      await peer.ping(text, { compress: true, requirement: "CMP-3" });
      peer.sendKeyUpdate(0);
      await peer.ping(text, { compress: true, requirement: "CMP-3" });
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "inflated-to-the-limit",
    title: "Content that inflates to exactly maxFrame − 1,024 is accepted",
    requirements: ["CMP-6", "CMP-7"],
    compression: true,
    async run(_, peer) {
      const content = new Uint8Array(peer.maxFrame - HEADROOM);
      await peer.ping(content, { compress: true, requirement: "CMP-7" });
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "inflated-over-the-limit",
    title: "Content that inflates to one byte more is too large",
    requirements: ["CMP-7"],
    compression: true,
    async run(_, peer) {
      const content = new Uint8Array(peer.maxFrame - HEADROOM + 1);
      peer.send(FrameType.Data, content, { compress: true });
      await peer.expectAlert("frame_too_large", "CMP-7");
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "bomb",
    title: "Content that inflates to 16 MiB is too large",
    requirements: ["CMP-7"],
    compression: true,
    async run(_, peer) {
      const zeros = new Uint8Array(2 ** 20);
      const first = peer.compress(zeros);
      // Behind zeros, zeros are the same bytes again and again.
      const again = concat(SYNC_TAIL, peer.compress(zeros));
      const content = concat(first, ...new Array<Uint8Array>(63).fill(again));
      peer.send(COMPRESSED_DATA, content);
      await peer.expectAlert("frame_too_large", "CMP-7");
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "compressed-empty",
    title: "A compressed frame without content is malformed",
    requirements: ["CMP-12"],
    compression: true,
    async run(_, peer) {
      peer.send(COMPRESSED_PING, new Uint8Array(0));
      await peer.expectAlert("malformed", "CMP-12");
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "inflates-to-nothing",
    title: "Compressed content that inflates to no byte is refused",
    requirements: ["CMP-8"],
    compression: true,
    async run(_, peer) {
      // An empty stored block: 00, then the tail the receiver appends.
      peer.send(COMPRESSED_PING, Uint8Array.of(0x00));
      await peer.expectAlert("decompression_failed", "CMP-8");
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "invalid-deflate",
    title: "Content that is no DEFLATE is refused",
    requirements: ["CMP-8"],
    compression: true,
    async run(_, peer) {
      // Block type 3 does not exist.
      peer.send(COMPRESSED_PING, Uint8Array.of(0x06, 0x55, 0x55));
      await peer.expectAlert("decompression_failed", "CMP-8");
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "final-block",
    title: "A final DEFLATE block is refused",
    requirements: ["CMP-8"],
    compression: true,
    async run(t, peer) {
      peer.send(COMPRESSED_PING, new Uint8Array(deflateRawSync(t.random(50))));
      await peer.expectAlert("decompression_failed", "CMP-8");
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "distance-too-far",
    title: "A DEFLATE distance before the start of the stream is refused",
    requirements: ["CMP-8"],
    compression: true,
    async run(_, peer) {
      // A fixed block: a copy of 3 bytes from distance 1 with nothing before.
      const content = Uint8Array.of(0x02, 0x02, 0x00, 0x00);
      peer.send(COMPRESSED_PING, concat(content));
      await peer.expectAlert("decompression_failed", "CMP-8");
    },
  }),
];
