import { concat, uint } from "../../tester/bytes.ts";
import { header } from "../../tester/frame.ts";
import { FrameType } from "../../tester/registry.ts";
import { bothRoles, type EitherContext } from "../both_roles.ts";

/** Protected frames of lengths that can't be, or hold what they can't. */
export const sizes = [
  ...bothRoles({
    layer: "protection",
    name: "impossible-size",
    title: "A Protected length that no plaintext seals to is refused at once",
    requirements: ["PRO-16", "FRM-12"],
    settings: "each",
    ciphers: "each",
    async run(t, peer) {
      const length = isTripleDes(t) ? 47 : 15;
      peer.sendBytes(
        header(FrameType.Protected, length),
        `header of Protected, ${length} bytes`,
      );
      await peer.expectAlert("bad_frame_protection", "PRO-16");
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "no-whole-block",
    title: "A 3DES length that holds no whole number of blocks is refused",
    requirements: ["PRO-16"],
    ciphers: ["3des"],
    async run(_, peer) {
      peer.sendBytes(
        header(FrameType.Protected, 40 + 17),
        "header of Protected, 57 bytes",
      );
      await peer.expectAlert("bad_frame_protection", "PRO-16");
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "over-max-frame",
    title: "A Protected length over L(maxFrame) is refused from its header",
    requirements: ["FRM-5", "FRM-12"],
    settings: "each",
    ciphers: "each",
    async run(t, peer) {
      const plain = 1 + peer.maxFrame;
      const longest = isTripleDes(t)
        ? 40 + 8 * (Math.floor(plain / 8) + 1)
        : plain + 16;
      const length = longest + (isTripleDes(t) ? 8 : 1);
      peer.sendBytes(
        header(FrameType.Protected, length),
        `header of Protected, ${length} bytes`,
      );
      await peer.expectAlert("frame_too_large", "FRM-5");
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "full-frame",
    title: "A frame of exactly maxFrame bytes of content is accepted",
    requirements: ["PRO-13", "PNG-1"],
    settings: "each",
    ciphers: "each",
    async run(t, peer) {
      await peer.ping(t.random(peer.maxFrame), { requirement: "PRO-13" });
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "content-over-max-frame",
    title: "3DES content of one byte over maxFrame is refused after opening",
    requirements: ["PRO-13"],
    ciphers: ["3des"],
    async run(t, peer) {
      peer.send(FrameType.Data, t.random(peer.maxFrame + 1));
      await peer.expectAlert("frame_too_large", "PRO-13");
    },
  }),
  ...bothRoles({
    layer: "protection",
    name: "no-inner-type",
    title: "A Protected frame that holds no byte at all is malformed",
    requirements: ["PRO-11"],
    settings: "each",
    ciphers: "each",
    async run(_, peer) {
      peer.sendBytes(peer.sealPlain(new Uint8Array(0)), "{nothing}");
      await peer.expectAlert("malformed", "PRO-11");
    },
  }),
  ...badPadding("zero", "ends in 0", (plain) => padded(plain, () => 0)),
  ...badPadding("too-long", "ends in 9", (plain) => padded(plain, () => 9)),
  ...badPadding(
    "uneven",
    "does not repeat its size",
    (plain) => padded(plain, (at, size) => at === 0 ? size ^ 1 : size),
  ),
];

/** 3DES padding that is no PKCS #7, under a MAC that is right. */
function badPadding(
  name: string,
  what: string,
  pad: (plain: Uint8Array) => Uint8Array,
) {
  return bothRoles({
    layer: "protection",
    name: `padding-${name}`,
    title: `3DES padding that ${what}, under a right MAC, is refused`,
    requirements: ["PRO-9", "PRO-5"],
    ciphers: ["3des"],
    async run(t, peer) {
      const content = t.random(4);
      const plain = concat(uint(FrameType.Ping, 1), content);
      peer.send(FrameType.Ping, content, { padded: pad(plain) });
      await peer.expectAlert("bad_frame_protection", "PRO-9");
    },
  });
}

/** The plaintext up to a whole block, each padding byte as told. */
function padded(
  plain: Uint8Array,
  byte: (at: number, size: number) => number,
): Uint8Array {
  const size = 8 - plain.length % 8;
  const tail = Uint8Array.from({ length: size }, (_, at) => byte(at, size));
  return concat(plain, tail);
}

function isTripleDes(t: EitherContext): boolean {
  return t.setup.cipher === "3des";
}
