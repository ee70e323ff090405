import { concat, uint } from "../../tester/bytes.ts";
import {
  GREASE_U16,
  GREASE_U8,
  MAX_MAX_FRAME,
  MIN_MAX_FRAME,
} from "../../tester/registry.ts";
import { refusedHello } from "./refused_hello.ts";

const names: readonly [string, string, Uint8Array][] = [
  ["upper-case", "an upper-case letter", bytes("Server.fesa.example")],
  ["space", "a space", bytes("server fesa.example")],
  ["control", "a control byte", bytes("server\u0000.fesa.example")],
  ["delete", "byte 0x7f", bytes("server\u007f.fesa.example")],
  ["eight-bit", "a byte above 0x7f", bytes("s\u00e9rver.fesa.example")],
  ["trailing-dot", "a trailing dot", bytes("server.fesa.example.")],
];

function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

const badKeyId = (size: number) => ({
  extensions: [{ type: 1, data: new Uint8Array(size).fill(7) }],
});

/** What parses but is not permitted, and in which order it is judged. */
export const serverHelloMeaning = [
  refusedHello({
    id: "messages/server-hello-no-compression-0",
    title: "Compressions without 0 are an illegal parameter",
    requirement: "NEG-8",
    alert: "illegal_parameter",
    settings: "each",
    hello: () => ({ compressions: [1] }),
  }),
  refusedHello({
    id: "messages/server-hello-max-frame-zero",
    title: "A maxFrame of 0 is an illegal parameter",
    requirement: "NEG-11",
    alert: "illegal_parameter",
    hello: () => ({ maxFrame: 0 }),
  }),
  refusedHello({
    id: "messages/server-hello-max-frame-small",
    title: "A maxFrame one below its range is an illegal parameter",
    requirement: "NEG-11",
    alert: "illegal_parameter",
    hello: () => ({ maxFrame: MIN_MAX_FRAME - 1 }),
  }),
  refusedHello({
    id: "messages/server-hello-max-frame-large",
    title: "A maxFrame one above its range is an illegal parameter",
    requirement: "NEG-11",
    alert: "illegal_parameter",
    hello: () => ({ maxFrame: MAX_MAX_FRAME + 1 }),
  }),
  ...names.map(([name, what, serverName]) =>
    refusedHello({
      id: `messages/server-hello-name-${name}`,
      title: `A serverName with ${what} is an illegal parameter`,
      requirement: "NEG-12",
      alert: "illegal_parameter",
      hello: () => ({ serverName }),
    })
  ),
  refusedHello({
    id: "messages/server-hello-key-id-empty",
    title: "An empty deployment_key_id is an illegal parameter",
    requirement: "NEG-22",
    also: ["NEG-20"],
    alert: "illegal_parameter",
    settings: "each",
    hello: () => badKeyId(0),
  }),
  refusedHello({
    id: "messages/server-hello-key-id-long",
    title: "A deployment_key_id of 33 bytes is an illegal parameter",
    requirement: "NEG-22",
    also: ["NEG-20"],
    alert: "illegal_parameter",
    settings: "each",
    hello: () => badKeyId(33),
  }),
  refusedHello({
    id: "messages/server-order-version-extension",
    title: "The version is judged before extension data",
    requirement: "NEG-29",
    also: ["NEG-4", "NEG-22"],
    alert: "no_common_version",
    hello: () => ({ versions: [GREASE_U16[0]], ...badKeyId(0) }),
  }),
  refusedHello({
    id: "messages/server-order-extension-setting",
    title: "Extension data is judged before the setting",
    requirement: "NEG-29",
    also: ["NEG-22", "NEG-5", "NEG-20"],
    alert: "illegal_parameter",
    hello: () => ({ settings: [GREASE_U8[0]], ...badKeyId(0) }),
  }),
  refusedHello({
    id: "messages/server-order-setting-cipher",
    title: "The setting is judged before the cipher",
    requirement: "NEG-29",
    also: ["NEG-5", "NEG-6"],
    alert: "no_common_setting",
    hello: () => ({ settings: [GREASE_U8[0]], ciphers: [GREASE_U16[0]] }),
  }),
  refusedHello({
    id: "messages/server-order-cipher-compression",
    title: "The cipher is judged before compressions",
    requirement: "NEG-29",
    also: ["NEG-6", "NEG-8"],
    alert: "no_common_cipher",
    hello: () => ({ ciphers: [GREASE_U16[0]], compressions: [1] }),
  }),
  refusedHello({
    id: "messages/server-order-cipher-max-frame",
    title: "The cipher is judged before maxFrame",
    requirement: "NEG-29",
    also: ["NEG-6", "NEG-11"],
    alert: "no_common_cipher",
    hello: () => ({ ciphers: [GREASE_U16[0]], maxFrame: 0 }),
  }),
  refusedHello({
    id: "messages/server-order-cipher-name",
    title: "The cipher is judged before serverName",
    requirement: "NEG-29",
    also: ["NEG-6", "NEG-12"],
    alert: "no_common_cipher",
    hello: () => ({
      ciphers: [GREASE_U16[0]],
      serverName: concat(uint(0x20, 1)),
    }),
  }),
  refusedHello({
    id: "messages/server-order-max-frame-name",
    title: "maxFrame is judged before an unrecognized serverName",
    requirement: "NEG-29",
    also: ["NEG-11", "NEG-13"],
    alert: "illegal_parameter",
    hello: () => ({ maxFrame: 0, serverName: "other.fesa.example" }),
  }),
];
