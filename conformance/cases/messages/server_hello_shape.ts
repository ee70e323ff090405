import { concat, uint } from "../../tester/bytes.ts";
import type { ClientHello } from "../../tester/hello.ts";
import { GREASE_U16, GREASE_U8 } from "../../tester/registry.ts";
import { refusedHello } from "./refused_hello.ts";

/** Where things stand in the body of the tester's plain ClientHello. */
const VERSIONS = 0;
const RANDOM = 3;
const SETTINGS = 35;
const CIPHERS = 37;
const COMPRESSIONS = 40;

const empty: readonly [keyof ClientHello, string][] = [
  ["versions", "versions"],
  ["settings", "settings"],
  ["ciphers", "ciphers"],
  ["compressions", "compressions"],
];

const twice: readonly [string, Partial<ClientHello>][] = [
  ["version", { versions: [1, 1] }],
  ["unknown-version", { versions: [1, GREASE_U16[3], GREASE_U16[3]] }],
  ["setting", { settings: [1, 2, 3, 2] }],
  ["unknown-setting", { settings: [1, 2, 3, GREASE_U8[1], GREASE_U8[1]] }],
  ["cipher", { ciphers: [0x0001, 0x0002, 0x0101, 0x0001] }],
  ["compression", { compressions: [0, 1, 0] }],
  ["extension", {
    extensions: [
      { type: GREASE_U16[2], data: uint(1, 1) },
      { type: GREASE_U16[2], data: uint(2, 1) },
    ],
  }],
];

/** A byte of the body in place of the one that stands there. */
function poke(at: number, value: number): (body: Uint8Array) => Uint8Array {
  return (body) => body.with(at, value);
}

/** The shape of a ClientHello: what does not parse exactly is `malformed`. */
export const serverHelloShape = [
  ...empty.map(([field, name]) =>
    refusedHello({
      id: `messages/server-hello-empty-${name}`,
      title: `A ClientHello whose ${name} are empty is malformed`,
      requirement: "FRM-7",
      alert: "malformed",
      hello: () => ({ [field]: [] }),
    })
  ),
  ...twice.map(([name, hello]) =>
    refusedHello({
      id: `messages/server-hello-duplicate-${name}`,
      title: `A ClientHello with the same ${name} twice is malformed`,
      requirement: "FRM-7",
      alert: "malformed",
      hello: () => hello,
    })
  ),
  refusedHello({
    id: "messages/server-hello-odd-versions",
    title: "A ClientHello with half a version is malformed",
    requirement: "FRM-7",
    alert: "malformed",
    edit: (body) =>
      concat(
        uint(3, 1),
        body.subarray(1, RANDOM),
        uint(0, 1),
        body.subarray(3),
      ),
  }),
  refusedHello({
    id: "messages/server-hello-odd-ciphers",
    title: "A ClientHello with half a cipher is malformed",
    requirement: "FRM-7",
    alert: "malformed",
    edit: (body) =>
      concat(
        body.subarray(0, CIPHERS),
        uint(3, 1),
        body.subarray(CIPHERS + 1, CIPHERS + 3),
        uint(0, 1),
        body.subarray(CIPHERS + 3),
      ),
  }),
  ...([
    ["versions", VERSIONS],
    ["settings", SETTINGS],
    ["ciphers", CIPHERS],
    ["compressions", COMPRESSIONS],
  ] as const).map(([name, at]) =>
    refusedHello({
      id: `messages/server-hello-overrun-${name}`,
      title: `A ClientHello whose ${name} run past its end is malformed`,
      requirement: "FRM-6",
      alert: "malformed",
      edit: poke(at, 254),
    })
  ),
  refusedHello({
    id: "messages/server-hello-overrun-name",
    title: "A ClientHello whose serverName runs past its end is malformed",
    requirement: "FRM-6",
    alert: "malformed",
    hello: () => ({ serverName: "" }),
    edit: (body) => body.with(body.length - 3, 3),
  }),
  refusedHello({
    id: "messages/server-hello-overrun-extensions",
    title: "A ClientHello whose extensions run past its end is malformed",
    requirement: "FRM-6",
    alert: "malformed",
    edit: (body) => body.with(body.length - 1, 4),
  }),
  refusedHello({
    id: "messages/server-hello-overrun-extension-data",
    title: "An extension whose data runs past the extensions is malformed",
    requirement: "FRM-6",
    alert: "malformed",
    hello: () => ({
      extensions: [{ type: GREASE_U16[5], data: uint(0, 2) }],
    }),
    edit: (body) => body.with(body.length - 3, 3),
  }),
  refusedHello({
    id: "messages/server-hello-short-extension",
    title: "Extensions that end inside an extension's header are malformed",
    requirement: "FRM-6",
    alert: "malformed",
    edit: (body) =>
      concat(
        body.subarray(0, -2),
        uint(3, 2),
        uint(GREASE_U16[0], 2),
        uint(0, 1),
      ),
  }),
  refusedHello({
    id: "messages/server-hello-without-extensions",
    title: "A ClientHello that ends before its extensions is malformed",
    requirement: "FRM-6",
    alert: "malformed",
    edit: (body) => body.subarray(0, -2),
  }),
  refusedHello({
    id: "messages/server-hello-short-random",
    title: "A ClientHello that ends inside its random is malformed",
    requirement: "FRM-6",
    alert: "malformed",
    edit: (body) => body.subarray(0, RANDOM + 31),
  }),
  refusedHello({
    id: "messages/server-hello-empty",
    title: "A ClientHello without a body is malformed",
    requirement: "FRM-6",
    alert: "malformed",
    edit: () => new Uint8Array(),
  }),
  refusedHello({
    id: "messages/server-hello-trailing-byte",
    title: "A ClientHello with a byte after its last field is malformed",
    requirement: "FRM-6",
    alert: "malformed",
    edit: (body) => concat(body, uint(0, 1)),
  }),
  refusedHello({
    id: "messages/server-hello-shape-before-meaning",
    title: "A ClientHello wrong in shape and in meaning is malformed",
    requirement: "FRM-6",
    alert: "malformed",
    hello: () => ({ versions: [GREASE_U16[0]], maxFrame: 0 }),
    edit: (body) => concat(body, uint(0, 1)),
  }),
];
