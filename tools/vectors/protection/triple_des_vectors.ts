import { createHmac } from "node:crypto";
import { ascii, concat, uint } from "../../../conformance/tester/bytes.ts";
import { frame, header } from "../../../conformance/tester/frame.ts";
import { AlertCode, FrameType, MAX_BLOCKS_PER_KEY } from "../../../src/mod.ts";
import { DATA } from "./frame_vectors.ts";
import type { ProtectionVector } from "./format.ts";
import { flipped, plainOf, type Scene } from "./scene.ts";

const { bad_frame_protection, malformed, key_limit } = AlertCode;
const { Protected, Data, KeyUpdate } = FrameType;
const BLOCK = 8;
const MAC = 32;

/** What is 3DES's own: IV, MAC, padding, sizes, and its limit. */
export function tripleDesVectors(scene: Scene): ProtectionVector[] {
  return [
    ...badBodies(scene),
    ...badMacs(scene),
    ...badPaddings(scene),
    ...badSizes(scene),
    ...limits(scene),
  ];
}

function badBodies(scene: Scene): ProtectionVector[] {
  const three = plainOf(Data, ascii("three blocks of it"));
  const sealed = (id: string) => scene.seal(id, three, 1);
  const body = (id: string) => sealed(id).slice(4);
  const shortened = (id: string, cut: (body: Uint8Array) => Uint8Array) =>
    frame(Protected, cut(body(id)));
  return [
    refuse(
      scene,
      "iv-last-bit",
      "The last bit of the IV is flipped",
      "PRO-10",
      flipped(sealed("iv-last-bit"), BLOCK - 1),
      "Altered",
    ),
    refuse(
      scene,
      "ciphertext-last-bit",
      "The last bit of the ciphertext is flipped",
      "PRO-10",
      flipped(sealed("ciphertext-last-bit"), -MAC - 1),
      "Altered",
    ),
    refuse(
      scene,
      "blocks-exchanged",
      "The first two blocks of the ciphertext are exchanged",
      "PRO-10",
      shortened("blocks-exchanged", (body) =>
        concat(
          body.subarray(0, 8),
          body.subarray(16, 24),
          body.subarray(8, 16),
          body.subarray(24),
        )),
      "Altered",
    ),
    refuse(
      scene,
      "last-block-missing",
      "The last block of the ciphertext is missing, and the header says so",
      "PRO-10",
      shortened(
        "last-block-missing",
        (body) => concat(body.slice(0, -MAC - BLOCK), body.slice(-MAC)),
      ),
      "Altered",
    ),
    refuse(
      scene,
      "mac-of-24",
      "The MAC has 24 bytes, and the header says so",
      "PRO-9",
      shortened("mac-of-24", (body) => body.slice(0, -BLOCK)),
      "TagSize",
    ),
    refuse(
      scene,
      "mac-of-20",
      "The MAC has 20 bytes, as if of SHA-1, and the header says so",
      "PRO-16",
      shortened("mac-of-20", (body) => body.slice(0, -12)),
      "Impossible",
    ),
  ];
}

/** The MAC is over something else, under the right key. */
function badMacs(scene: Scene): ProtectionVector[] {
  const variants: readonly [
    name: string,
    comment: string,
    input: (iv: Uint8Array, ct: Uint8Array, head: Uint8Array) => Uint8Array,
  ][] = [
    [
      "mac-without-iv",
      "The MAC leaves the IV out",
      (_, ct, head) => concat(uint(1, 8), head, ct),
    ],
    [
      "mac-without-sequence",
      "The MAC leaves the sequence number out",
      (iv, ct, head) => concat(head, iv, ct),
    ],
    [
      "mac-little-endian",
      "The sequence number is little-endian in the MAC",
      (iv, ct, head) => concat(uint(1, 8).toReversed(), head, iv, ct),
    ],
    [
      "mac-header-first",
      "The header comes before the sequence number in the MAC",
      (iv, ct, head) => concat(head, uint(1, 8), iv, ct),
    ],
    [
      "mac-of-plaintext",
      "The MAC is over the plaintext",
      (iv, _, head) => concat(uint(1, 8), head, iv, DATA),
    ],
  ];
  return [
    ...variants.map(([id, comment, input]) =>
      refuse(
        scene,
        id,
        comment,
        "PRO-5",
        scene.seal(id, DATA, 1, { edit: remade(scene.keys.mac, input) }),
        "MacInput",
      )
    ),
    refuse(
      scene,
      "mac-under-cipher-key",
      "The MAC is under the cipher's key",
      "PRO-5",
      scene.seal("mac-under-cipher-key", DATA, 1, {
        edit: remade(
          scene.keys.key,
          (iv, ct, head) => concat(uint(1, 8), head, iv, ct),
        ),
      }),
      "MacInput",
    ),
  ];
}

function remade(
  key: Uint8Array,
  input: (iv: Uint8Array, ct: Uint8Array, head: Uint8Array) => Uint8Array,
): (body: Uint8Array) => Uint8Array {
  return (body) => {
    const iv = body.subarray(0, BLOCK);
    const ct = body.subarray(BLOCK, -MAC);
    const head = header(Protected, body.length);
    const mac = createHmac("sha256", key).update(input(iv, ct, head)).digest();
    return concat(iv, ct, mac);
  };
}

/** What CBC encrypts is wrong at its end; the MAC over it is right. */
function badPaddings(scene: Scene): ProtectionVector[] {
  const paddings: readonly [string, string, readonly number[]][] = [
    ["padding-0", "The last byte is 0", [3, 3, 0]],
    ["padding-9", "The last byte is 9, more than a block", [3, 3, 9]],
    ["padding-255", "The last byte is 255", [3, 3, 255]],
    ["padding-first-byte", "The first padding byte differs", [2, 3, 3]],
    ["padding-of-zeros", "Zeros, then their number (ANSI X9.23)", [0, 0, 3]],
    ["padding-drawn", "Any bytes, then their number (ISO 10126)", [7, 9, 3]],
    ["padding-bit", "80 and zeros (ISO 9797-1, 2)", [0x80, 0, 0]],
  ];
  const two = (last: number) => concat(DATA, new Uint8Array(11).fill(last));
  return [
    ...paddings.map(([id, comment, bytes]) =>
      refuse(
        scene,
        id,
        comment,
        "PRO-9",
        scene.seal(id, DATA, 1, {
          padded: concat(DATA, Uint8Array.from(bytes)),
        }),
        "Padding",
      )
    ),
    refuse(
      scene,
      "padding-of-11",
      "11 bytes of 11: a block more than there may be (SSL 3)",
      "PRO-9",
      scene.seal("padding-of-11", DATA, 1, { padded: two(11) }),
      "Padding",
    ),
    refuse(
      scene,
      "no-padding",
      "A plaintext of whole blocks without any padding",
      "PRO-9",
      scene.seal("no-padding", DATA, 1, {
        padded: plainOf(Data, ascii("7 bytes")),
      }),
      "Padding",
    ),
    scene.refused(
      "no-inner-type",
      "A block of padding alone, under a right MAC",
      ["PRO-11"],
      malformed,
      scene.seal("no-inner-type", new Uint8Array(), 1),
      { flags: ["NoInnerType"] },
    ),
  ];
}

function badSizes(scene: Scene): ProtectionVector[] {
  return [0, 8, 40, 47, 49, 55, 57].map((size) =>
    refuse(
      scene,
      `impossible-${size}`,
      `A body of ${size} bytes, which no plaintext has`,
      "PRO-16",
      frame(Protected, scene.draw(`impossible ${size}`, size)),
      "Impossible",
    )
  );
}

/** A key is good for 2^20 blocks, padding included. */
function limits(scene: Scene): ProtectionVector[] {
  const update = plainOf(KeyUpdate, uint(0, 1));
  const two = plainOf(Data, ascii("two blocks"));
  const beyond = (
    id: string,
    comment: string,
    plain: Uint8Array,
    left: number,
  ) =>
    scene.refused(
      id,
      comment,
      ["KUP-8"],
      key_limit,
      scene.seal(id, plain, 9),
      {
        sequence: 9,
        blocks: MAX_BLOCKS_PER_KEY - left,
        flags: ["KeyLimit"],
      },
    );
  const last = { sequence: 9, blocks: MAX_BLOCKS_PER_KEY - 1 };
  return [
    scene.sealed(
      "last-of-key",
      "The last block under a key: a sender keeps it for KeyUpdate or Alert",
      ["KUP-7", "KUP-8"],
      update,
      last,
    ),
    scene.opened(
      "last-of-key-data",
      "Data in the last block of a key: the receiver does not look",
      ["KUP-12"],
      DATA,
      scene.seal("last-of-key-data", DATA, 9),
      last,
    ),
    beyond("beyond-key", "A block where none is left", DATA, 0),
    beyond("beyond-key-by-one", "Two blocks where one is left", two, 1),
  ];
}

function refuse(
  scene: Scene,
  id: string,
  comment: string,
  requirement: string,
  bytes: Uint8Array,
  flag: string,
): ProtectionVector {
  return scene.refused(
    id,
    comment,
    [requirement],
    bad_frame_protection,
    bytes,
    { flags: [flag] },
  );
}
