import { concat, hex, uint } from "../../../conformance/tester/bytes.ts";
import {
  type ClientHello,
  encodeClientHello,
} from "../../../conformance/tester/hello.ts";
import { AlertCode, Cipher } from "../../../src/mod.ts";
import { SERVER_NAME } from "../make/handshake.ts";
import type { Values } from "../seeded_values.ts";
import { GENERATED } from "../topic.ts";
import type { InvalidMessage } from "./format.ts";

/** Where each list of the hello begins, its length included. */
const AT = {
  versions: 0,
  settings: 35,
  ciphers: 37,
  compressions: 40,
  serverName: 45,
};

/**
 * Lengths that shift what follows: the reader finds the fault further on, and
 * these rows say where. The answers were worked out by hand from the bytes.
 */
export function shiftedLengths(values: Values): InvalidMessage[] {
  const hello: ClientHello = {
    versions: [1],
    random: values("messages/client random", 32),
    settings: [3],
    ciphers: [Cipher["AES-256-GCM"]],
    compressions: [0],
    maxFrame: 262_144,
    serverName: SERVER_NAME,
    extensions: [],
  };
  const body = encodeClientHello(hello);
  const row = (
    field: keyof typeof AT,
    name: string,
    comment: string,
    length: number,
    offset: number,
    path: string,
  ): InvalidMessage => ({
    id: `client-hello/${WORDS[field]}/${name}`,
    comment: `ClientHello.${field} ${comment}`,
    requirements: ["FRM-6"],
    flags: ["WrongLength"],
    provenance: GENERATED,
    since: "0.1.0",
    kind: "invalid",
    message: "ClientHello",
    body: hex(
      concat(
        body.subarray(0, AT[field]),
        uint(length, 1),
        body.subarray(AT[field] + 1),
      ),
    ),
    expect: {
      result: "alert",
      codes: [AlertCode.malformed],
      decode: { fault: "truncated", offset, path: `ClientHello.${path}` },
    },
  });
  const over = "says a byte more than it has";
  const largest = "says 255 bytes, more than are left";
  return [
    row("settings", "length-largest", largest, 255, 36, "settings"),
    row("compressions", "length-largest", largest, 255, 41, "compressions"),
    row("serverName", "length-largest", largest, 255, 46, "serverName"),
    // The length of the extensions is then their second byte and no more.
    row("serverName", "length-one-over", over, 13, 59, "extensions"),
    // The last letter, 0x65, is then the first byte of their length.
    row(
      "serverName",
      "length-one-under",
      "says a byte less than it has",
      11,
      59,
      "extensions",
    ),
    // As are the first two letters.
    row(
      "serverName",
      "length-zero",
      "says that it is empty, and isn't",
      0,
      48,
      "extensions",
    ),
  ];
}

const WORDS: Readonly<Record<keyof typeof AT, string>> = {
  versions: "versions",
  settings: "settings",
  ciphers: "ciphers",
  compressions: "compressions",
  serverName: "server-name",
};
